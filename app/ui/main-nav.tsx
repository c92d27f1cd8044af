'use client'

import type { MainLink } from '../navigation'
import { NavLink } from './nav-link'
import { Icon } from './svg-icon'

/** The main navigation of signed-in users. */
export function MainNav({ links }: { links: Pick<MainLink, 'href' | 'text' | 'icon'>[] }) {
  return (
    <nav aria-label="Main" className="max-md:col-span-2 max-md:-mx-3">
      <ul className="flex gap-1">
        {links.map(({ href, text, icon }) => (
          <li key={href}>
            <NavLink href={href} className="main-link">
              <Icon name={icon} className="size-4.5 max-md:hidden" />
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
