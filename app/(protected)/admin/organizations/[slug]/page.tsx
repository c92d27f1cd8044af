import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { findOrganization, memberCount } from '@/utils/admin/organizations'
import { requirePermission } from '@/utils/auth/guards'

export const metadata: Metadata = { title: 'Organization details' }

export default async function AdminOrganizationPage({ params }: { params: Promise<{ slug: string }> }) {
  await requirePermission('users.manage', notFound)
  const { slug } = await params
  const found = await findOrganization(slug)
  if (!found.ok && found.reason === 'missing') notFound()
  if (!found.ok) return <Unavailable retry={`/admin/organizations/${encodeURIComponent(slug)}`} />
  const organization = found.data
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
    </>
  )
}
