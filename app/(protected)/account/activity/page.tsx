import type { Metadata } from 'next'
import { ActivityList } from '@/app/ui/activity-list'
import { myActivity } from '@/utils/audit/activity'
import { requireUser } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/search-params'

export const metadata: Metadata = { title: 'Your activity' }

export default async function ActivityPage({ searchParams }: { searchParams: SearchParams }) {
  await requireUser()
  const before = await firstParam(searchParams, 'before')
  return (
    <div className="mx-auto max-w-2xl">
      <h1 className="text-3xl font-semibold tracking-tight">Your activity</h1>
      <p className="mt-2 mb-8 text-muted">
        What has happened to your account, and from where. If something here was not you, change your
        password.
      </p>
      <ActivityList
        page={await myActivity(before)}
        first={!before}
        pathTo={(id) => (id ? `/account/activity?before=${id}` : '/account/activity')}
      />
    </div>
  )
}
