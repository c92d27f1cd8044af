import { headers } from 'next/headers'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { Unavailable } from '@/app/ui/unavailable'
import { PermissionUnknownError, requirePermission } from '@/utils/auth/guards'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'

const LINKS = [
  { href: '/admin', text: 'People' },
  { href: '/admin/activity', text: 'Activity' },
  { href: '/community', text: 'Community' },
]

/** For admins. To everybody else there is nothing here. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const known = await requirePermission('users.manage', notFound).catch(ifUnknown)
  if (!known)
    return (
      <div className="mx-auto grid max-w-5xl gap-6">
        <h1 className="text-3xl font-semibold tracking-tight">Temporarily unavailable</h1>
        <Unavailable retry={(await headers()).get(REQUESTED_PATH_HEADER) ?? '/admin'} />
      </div>
    )
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

/** While the database gives no answer nobody knows who is an admin: nothing of these pages is shown then. */
function ifUnknown(error: unknown): null {
  if (error instanceof PermissionUnknownError) return null
  throw error
}
