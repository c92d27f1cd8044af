'use client'

import Link, { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

type NavLinkProps = {
  href: string
  /** The path whose pages belong to this link, `href` by default. Empty if they have their own links. */
  section?: string | undefined
  className: string
  children: ReactNode
}

/** A navigation link. It marks the current page or section, and shows progress while its page loads. */
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
      <Pending />
    </Link>
  )
}

/** Shows that the page of this link is on its way. The header and the current page stay until it is complete. */
function Pending() {
  const { pending } = useLinkStatus()
  return pending && <span className="nav-pending" />
}
