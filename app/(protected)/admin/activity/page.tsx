import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { ActivityList } from '@/app/ui/activity-list'
import { PageHeading } from '@/app/ui/page-heading'
import { type ActivityEntry, type AuditUser, allActivity, SECRET_KEY_ACTOR } from '@/utils/audit/activity'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { FilterForm } from './filter-form'

export const metadata: Metadata = { title: 'Activity of all users' }

export default async function AllActivityPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('audit.read', notFound)
  const before = await firstParam(searchParams, 'before')
  const about = await firstParam(searchParams, 'about')
  const type = await firstParam(searchParams, 'type')
  const pathTo = (id?: number) => {
    const query = new URLSearchParams({
      ...(about && { about }),
      ...(type && { type }),
      ...(id && { before: String(id) }),
    })
    return query.size > 0 ? `/admin/activity?${query}` : '/admin/activity'
  }
  return (
    <>
      <PageHeading
        title={about ? 'Activity of one user' : 'Activity'}
        lead="Sign-ins, changes to accounts, and what administrators did."
      />
      <FilterForm type={type} about={about} />
      <ActivityList
        page={await allActivity({ before, about, type })}
        first={!before}
        pathTo={pathTo}
        about={(entry) => <About entry={entry} />}
      />
    </>
  )
}

function About({ entry: { user, actor } }: { entry: ActivityEntry }) {
  if (!user && !actor) return 'Unknown email address'
  return (
    <>
      {user && <UserLink person={user} />}
      {actor && actor.id !== user?.id && (
        <>
          {user ? ', by ' : 'By '}
          <UserLink person={actor} />
        </>
      )}
    </>
  )
}

function UserLink({ person: { id, email } }: { person: AuditUser }) {
  if (id === SECRET_KEY_ACTOR) return <>the project’s secret key</>
  if (!email) return <>a deleted account ({id})</>
  return (
    <Link
      prefetch={false}
      href={`/admin/users/${id}`}
      className="link inline-flex min-h-11 items-center break-all pointer-fine:min-h-6"
    >
      {email}
    </Link>
  )
}
