'use client'

import Link from 'next/link'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from 'react'

const LINKS = [
  { href: '/private', text: 'Your page' },
  { href: '/community', text: 'Community' },
  { href: '/account', text: 'Your account' },
]

type AccountMenuProps = { email: string; children: ReactNode }

/** What a signed-in person can go to. Opens without JavaScript; with it, it closes behind its reader and on Escape. */
export function AccountMenu({ email, children }: AccountMenuProps) {
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
      <summary className="button button-quiet max-w-52 list-none sm:max-w-80 [&::-webkit-details-marker]:hidden">
        <span className="truncate">{email}</span>
        <svg
          viewBox="0 0 12 12"
          width="12"
          height="12"
          aria-hidden="true"
          className="shrink-0 group-open:rotate-180"
        >
          <path d="m2 4.5 4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links in it are what is pressed. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click too. */}
      <div
        onClick={closeOnLink}
        className="absolute right-0 z-10 mt-2 grid w-56 gap-1 rounded-card border border-line bg-surface p-2 shadow-lg"
      >
        {LINKS.map(({ href, text }) => (
          <Link key={href} prefetch={false} href={href} className="button justify-start hover:bg-canvas">
            {text}
          </Link>
        ))}
        {children}
      </div>
    </details>
  )
}
