import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { respondNotFound, titleIfFound } from '@/app/ui/not-found-page'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { findOrganization, memberCount } from '@/utils/admin/organizations'
import { hasPermission, requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { SsoSection } from './sso-section'

const NOTICES = new Map([
  ['linked', 'Identity provider linked.'],
  ['unlinked', 'Link removed. Members stay.'],
])

type OrganizationPageProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

/** Once per request; undefined if there is no such organization. */
const readOrganization = cache(async (slug: string) => {
  const found = await findOrganization(slug)
  return found.ok || found.reason !== 'missing' ? found : undefined
})

export async function generateMetadata({ params }: OrganizationPageProps): Promise<Metadata> {
  const { slug } = await params
  const isFound = async () =>
    (await hasPermission('users.manage')) && (await readOrganization(slug)) !== undefined
  return await titleIfFound('Organization details', isFound)
}

export default async function AdminOrganizationPage({ params, searchParams }: OrganizationPageProps) {
  await requirePermission('users.manage', notFound)
  const { slug } = await params
  const found = await readOrganization(slug)
  if (!found) return respondNotFound()
  if (!found.ok) return <Unavailable retry={`/admin/organizations/${encodeURIComponent(slug)}`} />
  const organization = found.data
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const { name, created_at, requires_mfa, owner_id, owner_name, owner_email } = organization
  return (
    <>
      <PageHeading
        title={name}
        lead={
          <>
            <span className="break-words">{organization.slug}</span> · Created <Timestamp at={created_at} />
          </>
        }
      />
      {notice && <Notice>{notice}</Notice>}
      <Section title="Members" lead="Only members see what belongs to the organization.">
        <p>{memberCount(organization)}</p>
      </Section>
      <Section title="Owner" lead="If there are several, the first whose role doesn’t expire.">
        {owner_id ? (
          <p className="break-words">
            <Link
              prefetch={false}
              href={`/admin/users/${owner_id}`}
              className="link inline-flex min-h-11 items-center"
            >
              {owner_name || owner_email || owner_id}
            </Link>
          </p>
        ) : (
          <p>None.</p>
        )}
      </Section>
      <Section title="Two-factor authentication">
        <p>{requires_mfa ? 'Required for all members.' : 'Not required.'}</p>
      </Section>
      <SsoSection organizationId={organization.id} slug={organization.slug} />
    </>
  )
}
