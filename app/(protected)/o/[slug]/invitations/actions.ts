'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { env } from '@/utils/env'
import { formAction } from '@/utils/forms/form-action'
import type { FormState } from '@/utils/forms/form-state'
import { ORGANIZATION_UNAVAILABLE, organizationErrorMessage } from '@/utils/organizations/error-messages'
import { findOrganizationOfForm } from '@/utils/organizations/find-organization'
import {
  createInvitationToken,
  invitationEmailLink,
  invitationPath,
} from '@/utils/organizations/invitation-link'
import type { Membership } from '@/utils/organizations/organization-schema'
import { organizationPath } from '@/utils/organizations/paths'
import { invitationSchema, pendingInvitationSchema } from '@/utils/organizations/schemas'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'

/** Invites an email address, and emails it. */
export const inviteMember = formAction(
  { session: 'required', limiter: 'invitation', schema: invitationSchema },
  async ({ input: { email: typed, role, until, ...input }, supabase, user }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const email = typed.toLowerCase()
    const counted = await countAttempt('invited-address', email, await headers())
    if (counted.isRateLimited) return rateLimitedForm(counted)
    const token = createInvitationToken()
    const { error } = await supabase.rpc('invite_member', {
      organization_id: organization.id,
      email,
      role,
      token,
      ...(until && { member_until: until }),
    })
    if (error) {
      await counted.nothingSent()
      return { message: organizationErrorMessage(error.message) }
    }
    return await emailInvitation(organization, { email, token, invitedBy: user.email })
  },
)

/** Emails an invitation with another link. The previous one no longer works. */
export const resendInvitation = formAction(
  { session: 'required', limiter: 'invitation', schema: pendingInvitationSchema },
  async ({ input, supabase, user }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const token = createInvitationToken()
    const { data: email, error } = await supabase.rpc('renew_invitation', {
      organization_id: organization.id,
      invitation_id: input.invitationId,
      token,
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    return await emailInvitation(organization, { email, token, invitedBy: user.email })
  },
)

export const revokeInvitation = formAction(
  { session: 'required', schema: pendingInvitationSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('revoke_invitation', {
      organization_id: organization.id,
      invitation_id: input.invitationId,
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'invitations')}?notice=revoked`)
  },
)

type Sent = { email: string; token: string; invitedBy: string }

/** Without an email, the sender gets a link that only the owner of the address can use. */
async function emailInvitation(
  { name, slug }: Membership,
  { email, token, invitedBy }: Sent,
): Promise<FormState> {
  const link = invitationEmailLink(token, email)
  const isSent = await sendSecurityEmail(email, { kind: 'invitation', organization: name, invitedBy, link })
  if (isSent) redirect(`${organizationPath(slug, 'invitations')}?notice=sent`)
  return {
    success: `We couldn’t send an email. Send this link to ${email} yourself: ${env().siteUrl}${invitationPath(token)}`,
  }
}
