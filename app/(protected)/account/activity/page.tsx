import type { Metadata } from 'next'
import { ActivityList } from '@/app/ui/activity-list'
import { LiveUpdates } from '@/app/ui/live-updates'
import { PageHeading } from '@/app/ui/page-heading'
import { myActivity } from '@/utils/audit/activity'
import { requireUser } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'

export const metadata: Metadata = { title: 'Your activity' }

export default async function ActivityPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireUser()
  const before = await firstParam(searchParams, 'before')
  const page = await myActivity(before)
  return (
    <>
      <PageHeading
        title="Activity"
        lead="Security events of your account. If you don’t recognize something, change your password and sign out of all other sessions."
      />
      <ActivityList
        page={page}
        first={!before}
        pathTo={(id) => (id ? `/account/activity?before=${id}` : '/account/activity')}
      />
      <LiveUpdates userId={user.id} data={page} announcement="There is new activity." />
    </>
  )
}
