'use server'

import { redirect } from 'next/navigation'
import { redirectToReauthentication } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { ORGANIZATION_UNAVAILABLE, organizationErrorMessage } from '@/utils/organizations/error-messages'
import { findOrganizationOfForm } from '@/utils/organizations/find-organization'
import { organizationPath } from '@/utils/organizations/paths'
import { domainSchema } from '@/utils/organizations/schemas'

const OF_FIELD = ['not_own_domain', 'public_email_domain', 'too_many_domains']

/** Lets people with a confirmed email address at the domain of the user's own join the organization. */
export const addDomain = formAction(
  { session: 'required', recentSignIn: true, schema: domainSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('add_organization_domain', {
      organization_id: organization.id,
      domain: input.domain,
    })
    if (error?.message === 'reauthentication_needed') await redirectToReauthentication()
    if (error?.message === 'expiry_after_own')
      return { message: organizationErrorMessage('own_membership_expires') }
    if (error && OF_FIELD.includes(error.message))
      return fieldError('domain', organizationErrorMessage(error.message))
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'invitations')}?notice=domain-added`)
  },
)

/** Those who have joined stay members. */
export const removeDomain = formAction(
  { session: 'required', schema: domainSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('remove_organization_domain', {
      organization_id: organization.id,
      domain: input.domain,
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'invitations')}?notice=domain-removed`)
  },
)
