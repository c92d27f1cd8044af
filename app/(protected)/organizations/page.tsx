import type { Metadata } from 'next'
import { EmptyState } from '@/app/ui/empty-state'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { listJoinable } from '@/utils/organizations/domains'
import { myOrganizations } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { CreateOrganizationForm } from './create-form'
import { JoinableList } from './joinable-list'
import { OrganizationList } from './organization-list'

export const metadata: Metadata = { title: 'Organizations' }

const NOTICES = new Map([
  ['left', 'You left the organization.'],
  ['deleted', 'Organization deleted.'],
  ['not-joined', 'You can’t join this organization anymore. Ask a member to invite you.'],
])

export default async function OrganizationsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireUser()
  const reason = (await firstParam(searchParams, 'notice')) ?? ''
  const notice = NOTICES.get(reason)
  const [organizations, joinable] = await Promise.all([myOrganizations(), listJoinable(await createClient())])
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeading title="Organizations" lead="Share notes with the people you work with." />
      {notice && <Notice kind={reason === 'not-joined' ? 'error' : 'success'}>{notice}</Notice>}
      {joinable.ok && joinable.data.length > 0 && <JoinableList organizations={joinable.data} />}
      {!organizations.ok ? (
        <Unavailable retry="/organizations">Your organizations can’t be shown right now.</Unavailable>
      ) : organizations.data.length === 0 ? (
        <EmptyState icon="icon-building-2" title="No organizations yet">
          Create one, or ask a colleague to invite you to theirs.
        </EmptyState>
      ) : (
        <OrganizationList organizations={organizations.data} />
      )}
      <Section title="Create an organization" lead="You become its owner.">
        <CreateOrganizationForm />
      </Section>
    </div>
  )
}
