import type { Metadata } from 'next'
import { ActivityList } from '@/app/ui/activity-list'
import { myActivity } from '@/utils/audit/activity'
import { requireUser } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { PageHeading } from '../page-heading'

export const metadata: Metadata = { title: 'Your activity' }

export default async function ActivityPage({ searchParams }: { searchParams: SearchParams }) {
  await requireUser()
  const before = await firstParam(searchParams, 'before')
  return (
    <>
      <PageHeading
        title="Your activity"
        lead="What has happened to your account, and from where. If something here was not you, change your password."
      />
      <ActivityList
        page={await myActivity(before)}
        first={!before}
        pathTo={(id) => (id ? `/account/activity?before=${id}` : '/account/activity')}
      />
    </>
  )
}
