import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { pageTitlesIfFound, respondNotFound } from '@/app/ui/not-found-page'
import { PageHeading } from '@/app/ui/page-heading'
import { type SubPage, SubPages } from '@/app/ui/sub-pages'
import { Unavailable } from '@/app/ui/unavailable'
import { hasPermission, PermissionUnknownError } from '@/utils/auth/guards'
import { requestedPath } from '@/utils/request/requested-path'

const PAGES: SubPage[] = [
  { href: '/admin', text: 'Users', icon: 'icon-users', section: '/admin/users' },
  { href: '/admin/organizations', text: 'Organizations', icon: 'icon-building-2' },
  { href: '/admin/access-requests', text: 'Access requests', icon: 'icon-mail' },
  { href: '/admin/sign-up', text: 'Sign-up', icon: 'icon-user-plus' },
  { href: '/admin/activity', text: 'Activity', icon: 'icon-history' },
]

export async function generateMetadata(): Promise<Metadata> {
  return await pageTitlesIfFound(async () => await hasPermission('users.manage'))
}

/** For admins. All other users get a 404. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const isAdmin = await hasPermission('users.manage').catch(ifUnknown)
  if (isAdmin === false) return respondNotFound()
  if (!isAdmin)
    return (
      <div className="grid gap-6">
        <PageHeading title="Temporarily unavailable" />
        <Unavailable retry={(await requestedPath()) ?? '/admin'} />
      </div>
    )
  return (
    <SubPages label="Admin" groups={[{ pages: PAGES }]}>
      {children}
    </SubPages>
  )
}

/** Without a response from the database it is unknown who is an admin, so none of these pages is shown. */
function ifUnknown(error: unknown): undefined {
  if (error instanceof PermissionUnknownError) return undefined
  throw error
}
