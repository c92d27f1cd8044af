'use client'

import Link from 'next/link'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from 'react'
import { SignOutButton } from './sign-out-button'
import { Icon } from './svg-icon'

/**
 * The menu of the signed-in user. Opens without JavaScript; with it, it closes on navigation and on Escape.
 *
 * @param email undefined for a guest.
 * @param avatar from the server: signed-out pages load this code too.
 */
export function AccountMenu({ email, avatar }: { email: string | undefined; avatar: ReactNode }) {
  const name = email ?? 'Guest'
  const menu = useRef<HTMLDetailsElement>(null)

  function close() {
    if (menu.current) menu.current.open = false
  }

  function closeOnEscape({ key }: KeyboardEvent) {
    if (key !== 'Escape' || !menu.current?.open) return
    close()
    menu.current.querySelector('summary')?.focus()
  }

  function closeOnLink({ target }: MouseEvent) {
    if (target instanceof Element && target.closest('a')) close()
  }

  return (
    <details
      ref={menu}
      className="group relative"
      onKeyDown={closeOnEscape}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) close()
      }}
    >
      <summary className="button button-ghost max-w-96 px-2 text-ink">
        {avatar}
        <span className="truncate max-lg:sr-only">{name}</span>
        <Icon name="icon-chevron-down" className="size-4 text-muted group-open:rotate-180" />
      </summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside are the interactive elements. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click too. */}
      <div
        onClick={closeOnLink}
        className="absolute right-0 z-10 mt-2 w-60 rounded-card border border-line bg-surface p-1.5 shadow-lg"
      >
        <p className="truncate px-3 pt-1 pb-2 text-sm text-muted lg:hidden">{name}</p>
        <Link prefetch={false} href="/account" className="menu-item">
          <Icon name="icon-settings" className="size-4.5 text-muted" />
          Account settings
        </Link>
        {email !== undefined && (
          <Link prefetch={false} href="/organizations" className="menu-item">
            <Icon name="icon-building-2" className="size-4.5 text-muted" />
            Organizations
          </Link>
        )}
        <Link prefetch={false} href="/account/sessions" className="menu-item">
          <Icon name="icon-monitor-smartphone" className="size-4.5 text-muted" />
          Sessions
        </Link>
        <hr className="my-1 border-line" />
        {email === undefined ? (
          <Link prefetch={false} href="/account/guest#sign-out" className="menu-item">
            <Icon name="icon-log-out" className="size-4.5 text-muted" />
            Sign out…
          </Link>
        ) : (
          <SignOutButton className="menu-item w-full">
            <Icon name="icon-log-out" className="size-4.5 text-muted" />
          </SignOutButton>
        )}
      </div>
    </details>
  )
}
