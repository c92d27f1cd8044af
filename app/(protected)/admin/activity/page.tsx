import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { ActivityList } from '@/app/ui/activity-list'
import { type ActivityEntry, allActivity, type Person, SECRET_KEY_ACTOR } from '@/utils/audit/activity'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'

export const metadata: Metadata = { title: 'Activity' }

export default async function AllActivityPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('audit.read', notFound)
  const before = await firstParam(searchParams, 'before')
  const about = await firstParam(searchParams, 'about')
  const pathTo = (id?: number) => {
    const query = new URLSearchParams({ ...(about && { about }), ...(id && { before: String(id) }) })
    return query.size > 0 ? `/admin/activity?${query}` : '/admin/activity'
  }
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl font-semibold tracking-tight">
        {about ? 'Activity of one person' : 'Activity of everybody'}
      </h1>
      <ActivityList
        page={await allActivity(before, about)}
        first={!before}
        pathTo={pathTo}
        about={(entry) => <About entry={entry} />}
      />
    </div>
  )
}

function About({ entry: { user, actor } }: { entry: ActivityEntry }) {
  const other = actor && actor.id !== user?.id
  return (
    <>
      {user ? <PersonLink person={user} /> : 'An unknown address'}
      {other && (
        <>
          , by <PersonLink person={actor} />
        </>
      )}
    </>
  )
}

function PersonLink({ person: { id, email } }: { person: Person }) {
  if (id === SECRET_KEY_ACTOR) return <>the project’s secret key</>
  if (!email) return <>a deleted account ({id})</>
  return (
    <Link
      prefetch={false}
      href={`/admin/users/${id}`}
      className="link inline-flex min-h-11 items-center break-all"
    >
      {email}
    </Link>
  )
}
