import type { Metadata } from 'next'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { findOrganization } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { DeleteOrganizationForm, LeaveForm, OrganizationMfaForm, RenameForm } from './settings-forms'

export const metadata: Metadata = { title: 'Organization settings' }

type SettingsPageProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

export default async function SettingsPage({ params, searchParams }: SettingsPageProps) {
  await requireUser()
  const { slug } = await params
  const organization = await findOrganization(slug)
  if (!organization && !(await isFormSubmission())) return null
  const { name = '', requires_mfa = false, permissions } = organization ?? {}
  // Also while the permissions are unknown, so that the submitted text is not lost.
  const canUpdate = permissions?.includes('organization.update') ?? true
  const canDelete = permissions?.includes('organization.delete') ?? true
  const notice = (await firstParam(searchParams, 'notice')) === 'mfa' && 'Setting saved.'
  return (
    <>
      <PageHeading title="Organization settings" lead={name} />
      {notice && <Notice>{notice}</Notice>}
      {canUpdate && (
        <Section title="Name" lead={`The address stays ${slug}.`}>
          <RenameForm organization={slug} name={name} />
        </Section>
      )}
      {canUpdate && (
        <Section
          title="Two-factor authentication"
          lead="If required, members can open this organization only after two-factor authentication."
        >
          <OrganizationMfaForm key={String(requires_mfa)} organization={slug} required={requires_mfa} />
        </Section>
      )}
      <Section title="Leave organization" lead="You lose access to its notes and members." danger>
        <LeaveForm organization={slug} />
      </Section>
      {canDelete && (
        <Section
          title="Delete organization"
          lead="Deletes the organization with its notes, for all members. This can’t be undone."
          danger
        >
          <p>
            To confirm, enter its address: <strong className="font-medium break-words">{slug}</strong>
          </p>
          <DeleteOrganizationForm organization={slug} />
        </Section>
      )}
    </>
  )
}
