import type { Metadata } from 'next'
import { EmptyState } from '@/app/ui/empty-state'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { myOrganizations } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CreateOrganizationForm } from './create-form'
import { OrganizationList } from './organization-list'

export const metadata: Metadata = { title: 'Organizations' }

const NOTICES = new Map([
  ['left', 'You left the organization.'],
  ['deleted', 'Organization deleted.'],
])

export default async function OrganizationsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireUser()
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const organizations = await myOrganizations()
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeading title="Organizations" lead="Share notes with the people you work with." />
      {notice && <Notice>{notice}</Notice>}
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
