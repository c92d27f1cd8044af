'use client'

import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from 'react'

type AccountMenuProps = { summary: ReactNode; children: ReactNode }

/** The menu of the signed-in user. Opens without JavaScript; with it, it closes on navigation and on Escape. */
export function AccountMenu({ summary, children }: AccountMenuProps) {
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
      <summary className="button button-ghost max-w-96 px-2 text-ink">{summary}</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside are the interactive elements. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click too. */}
      <div
        onClick={closeOnLink}
        className="absolute right-0 z-10 mt-2 w-60 rounded-card border border-line bg-surface p-1.5 shadow-lg"
      >
        {children}
      </div>
    </details>
  )
}
