'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

const SECTIONS = [
  ['/account', 'Profile'],
  ['/account/email', 'Email'],
  ['/account/password', 'Password'],
  ['/account/sessions', 'Sessions'],
  ['/account/sign-in-methods', 'Sign-in methods'],
  ['/account/activity', 'Activity'],
  ['/account/data', 'Your data'],
] as const

/** Leads from one part of the account to the next, and says which one this is. */
export function AccountNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Your account">
      <ul className="flex flex-wrap gap-1 sm:grid">
        {SECTIONS.map(([href, name]) => (
          <li key={href}>
            <Link
              prefetch={false}
              href={href}
              aria-current={isIn(pathname, href) ? 'page' : undefined}
              className="flex min-h-11 items-center rounded-control px-3 hover:bg-surface aria-[current]:bg-surface aria-[current]:font-semibold aria-[current]:text-accent"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function isIn(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/account' && pathname.startsWith(`${href}/`))
}
