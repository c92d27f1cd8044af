import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { requirePermission } from '@/utils/auth/guards'

const LINKS = [
  { href: '/admin', text: 'People' },
  { href: '/admin/activity', text: 'Activity' },
  { href: '/community', text: 'Community' },
]

/** For admins. To everybody else there is nothing here. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requirePermission('users.manage', notFound)
  return (
    <div className="mx-auto max-w-5xl">
      <nav aria-label="Admin" className="mb-6">
        <ul className="flex flex-wrap gap-2">
          {LINKS.map(({ href, text }) => (
            <li key={href}>
              <Link prefetch={false} href={href} className="button button-quiet">
                {text}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </div>
  )
}
