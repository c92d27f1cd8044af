'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

type NavLinkProps = {
  href: string
  /** The path whose pages belong to this link; `href` unless given. Empty where they have links of their own. */
  section?: string | undefined
  className: string
  children: ReactNode
}

/** A link of a navigation. It marks the current page, or the part of the site that the current page belongs to. */
export function NavLink({ href, section = href, className, children }: NavLinkProps) {
  const pathname = usePathname()
  const isInside = section !== '' && pathname.startsWith(`${section}/`)
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
