'use client'

import type { ReactNode } from 'react'
import { NavLink } from './nav-link'
import { Icon, type IconName } from './svg-icon'

export type SubPage = { href: string; text: string; icon: IconName; section?: string }

export type SubPageGroup = { title?: string; pages: SubPage[] }

type SubPagesProps = {
  label: string
  groups: SubPageGroup[]
  children: ReactNode
}

/** A group of pages with its navigation: tabs above the page on small screens, a column next to it on wide ones. */
export function SubPages({ label, groups, children }: SubPagesProps) {
  return (
    <div className="grid grid-cols-1 gap-6 md:grid-cols-[12rem_minmax(0,1fr)] md:gap-12">
      <nav aria-label={label} className="sub-pages">
        {groups.map(({ title, pages }) => (
          <div key={pages[0]?.href} className="contents md:block">
            {title && (
              <p className="mb-1 px-3 text-xs font-medium text-muted max-md:hidden" aria-hidden="true">
                {title}
              </p>
            )}
            <ul aria-label={title} className="flex md:grid md:gap-0.5">
              {pages.map(({ href, text, icon, section }) => (
                <li key={href}>
                  <NavLink href={href} section={section} className="sub-page">
                    <Icon name={icon} className="size-4.5 max-md:hidden" />
                    {text}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="grid min-w-0 grid-cols-1 content-start gap-6">{children}</div>
    </div>
  )
}
