'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

type NavLinkProps = {
  href: string
  /** True where the pages below it have links of their own in the same navigation. */
  exact?: boolean | undefined
  className: string
  children: ReactNode
}

/** A link of a navigation. It marks the current page, or the part of the site that the current page belongs to. */
export function NavLink({ href, exact, className, children }: NavLinkProps) {
  const pathname = usePathname()
  const isInside = !exact && pathname.startsWith(`${href}/`)
  return (
    <Link
      prefetch={false}
      href={href}
      aria-current={pathname === href ? 'page' : isInside || undefined}
      className={className}
    >
      {children}
    </Link>
  )
}
