import type { Metadata } from 'next'
import { cache } from 'react'
import { z } from 'zod'
import { respondNotFound, titleIfFound } from '@/app/ui/not-found-page'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { findOrganization } from '@/utils/organizations/find-organization'
import { grantableRoles } from '@/utils/organizations/organization-schema'
import { readMember } from '@/utils/organizations/organizations'
import { memberPath } from '@/utils/organizations/paths'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { MemberRoleForm, RemoveMemberForm, TransferOwnershipForm } from './member-forms'

type MemberPageProps = { params: Promise<{ slug: string; id: string }>; searchParams: SearchParams }

/** The organization and its member; undefined if there is none whom the user may manage; null if the organization is unknown. */
const findMember = cache(async (slug: string, id: string) => {
  const user = await requireUser()
  const organization = await findOrganization(slug)
  if (!organization) return null
  const userId = z.guid().safeParse(id).data
  if (!userId || userId === user.id || !organization.permissions.includes('members.manage')) return undefined
  const found = await readMember(await createClient(), organization.id, userId)
  // A form without JavaScript is answered on this page, also when its member has left meanwhile.
  if (!found.ok && found.reason === 'missing' && !(await isFormSubmission())) return undefined
  return { organization, userId, found }
})

export async function generateMetadata({ params }: MemberPageProps): Promise<Metadata> {
  const { slug, id } = await params
  return await titleIfFound('Member', async () => (await findMember(slug, id)) !== undefined)
}

export default async function MemberPage({ params, searchParams }: MemberPageProps) {
  await requireUser()
  const { slug, id } = await params
  const page = await findMember(slug, id)
  if (page === undefined) return respondNotFound()
  if (!page) return null
  const { organization, userId, found } = page
  if (!found.ok && found.reason !== 'missing') return <Unavailable retry={memberPath(slug, userId)} />

  const notice = (await firstParam(searchParams, 'notice')) === 'role' && 'Role changed.'
  const member = found.ok ? found.data : undefined
  const ids = { organization: slug, userId }
  return (
    <>
      <PageHeading title={member?.name || member?.email || 'Member'} lead={member?.name && member.email} />
      {notice && <Notice>{notice}</Notice>}
      <Section
        title="Role"
        lead="Admins manage members with roles up to their own. Owners can also delete the organization."
      >
        <MemberRoleForm
          key={`${member?.role} ${member?.expires_at}`}
          {...ids}
          roles={grantableRoles(organization.role)}
          role={member?.role}
          until={member?.expires_at ?? undefined}
        />
      </Section>
      {organization.permissions.includes('organization.transfer') && (
        <Section
          title="Transfer ownership"
          lead="This member becomes an owner, and you become an admin. You may have to confirm that it’s you."
          danger
        >
          <TransferOwnershipForm {...ids} />
        </Section>
      )}
      <Section
        title="Remove from organization"
        lead="Ends this member’s access at once. The notes that they wrote here stay."
        danger
      >
        <RemoveMemberForm {...ids} />
      </Section>
    </>
  )
}
