'use client'

import Link from 'next/link'
import { FOOTER_LINKS } from '../navigation'
import { SUPPORT_EMAIL } from '../site'

const LINK = '-mx-1 flex min-h-11 min-w-11 items-center px-1 hover:text-ink'

/** The links at the end of every page. */
export function FooterLinks() {
  return (
    <nav aria-label="Site">
      <ul className="flex flex-wrap gap-x-6">
        {FOOTER_LINKS.map(({ href, text }) => (
          <li key={href}>
            <Link prefetch={false} href={href} className={LINK}>
              {text}
            </Link>
          </li>
        ))}
        <li>
          <a href={`mailto:${SUPPORT_EMAIL}`} className={LINK}>
            Contact
          </a>
        </li>
      </ul>
    </nav>
  )
}
