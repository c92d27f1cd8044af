import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/ui/badge'
import { respondNotFound, titleIfFound } from '@/app/ui/not-found-page'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Timestamp } from '@/app/ui/timestamp'
import { requireUser } from '@/utils/auth/guards'
import { findMembership, myOrganizations } from '@/utils/organizations/find-organization'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { OrganizationList } from '../../organizations/organization-list'

type OrganizationPageProps = { params: Promise<{ slug: string }> }

export async function generateMetadata({ params }: OrganizationPageProps): Promise<Metadata> {
  return await titleIfFound(
    'Organization',
    async () => (await findMembership((await params).slug)) !== undefined,
  )
}

export default async function OrganizationPage({ params }: OrganizationPageProps) {
  await requireUser()
  const organization = await findMembership((await params).slug)
  if (organization === undefined) return respondNotFound()
  if (!organization) return null
  const organizations = await myOrganizations()
  const others = organizations.ok ? organizations.data.filter(({ id }) => id !== organization.id) : []
  const { name, role, expires_at, joined_at } = organization
  return (
    <>
      <PageHeading
        title={name}
        lead={
          <>
            <Badge kind="accent">{ROLE_NAMES[role]}</Badge> Joined <Timestamp at={joined_at} />
            {expires_at && (
              <>
                {' '}
                · until <Timestamp at={expires_at} relative={false} />
              </>
            )}
          </>
        }
      />
      <Section title="Switch organization" lead="Each organization has its own notes and members.">
        {others.length > 0 && <OrganizationList organizations={others} />}
        <Link prefetch={false} href="/organizations" className="button button-quiet sm:justify-self-start">
          All organizations
        </Link>
      </Section>
    </>
  )
}
