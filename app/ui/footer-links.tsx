'use client'

import Link from 'next/link'
import { FOOTER_LINKS } from '../navigation'

/** The links at the end of every page. */
export function FooterLinks() {
  return (
    <nav aria-label="Site">
      <ul className="flex flex-wrap gap-x-6">
        {FOOTER_LINKS.map(({ href, text }) => (
          <li key={href}>
            <Link
              prefetch={false}
              href={href}
              className="-mx-1 flex min-h-11 min-w-11 items-center px-1 hover:text-ink"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
