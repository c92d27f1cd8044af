'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { redirectToReauthentication } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { ORGANIZATION_UNAVAILABLE, organizationErrorMessage } from '@/utils/organizations/error-messages'
import { findOrganizationOfForm } from '@/utils/organizations/find-organization'
import { memberPath, organizationPath } from '@/utils/organizations/paths'
import {
  deleteOrganizationSchema,
  leaveOrganizationSchema,
  memberRoleSchema,
  memberSchema,
  organizationMfaSchema,
  renameOrganizationSchema,
} from '@/utils/organizations/schemas'

export const renameOrganization = formAction(
  { session: 'required', schema: renameOrganizationSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('rename_organization', {
      organization_id: organization.id,
      name: input.name,
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    refresh()
    return { success: 'Name changed.', values: { name: input.name } }
  },
)

/** Starts or stops requiring a second factor from every member. Requires it from the user who does so. */
export const setOrganizationMfa = formAction(
  { session: 'required', aal2: true, schema: organizationMfaSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('set_organization_mfa', {
      organization_id: organization.id,
      required: input.required === 'on',
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'settings')}?notice=mfa`)
  },
)

export const leaveOrganization = formAction(
  { session: 'required', schema: leaveOrganizationSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('leave_organization', { organization_id: organization.id })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect('/organizations?notice=left')
  },
)

/** Deletes an organization with everything in it. The user types its address to confirm it. */
export const deleteOrganization = formAction(
  { session: 'required', recentSignIn: true, schema: deleteOrganizationSchema },
  async ({ input, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    if (input.slug !== organization.slug) return fieldError('slug', 'Enter the address of this organization.')
    const { error } = await supabase.rpc('delete_organization', { organization_id: organization.id })
    if (error?.message === 'reauthentication_needed') await redirectToReauthentication()
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect('/organizations?notice=deleted')
  },
)

export const changeMemberRole = formAction(
  { session: 'required', schema: memberRoleSchema },
  async ({ input: { userId, role, until, ...input }, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('change_member_role', {
      organization_id: organization.id,
      user_id: userId,
      role,
      ...(until && { expires_at: until }),
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${memberPath(organization.slug, userId)}?notice=role`)
  },
)

export const removeMember = formAction(
  { session: 'required', schema: memberSchema },
  async ({ input: { userId, ...input }, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('remove_member', {
      organization_id: organization.id,
      user_id: userId,
    })
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'members')}?notice=removed`)
  },
)

/** Makes another member an owner, and the user an admin. */
export const transferOwnership = formAction(
  { session: 'required', recentSignIn: true, schema: memberSchema },
  async ({ input: { userId, ...input }, supabase }) => {
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return ORGANIZATION_UNAVAILABLE
    const { error } = await supabase.rpc('transfer_ownership', {
      organization_id: organization.id,
      user_id: userId,
    })
    if (error?.message === 'reauthentication_needed') await redirectToReauthentication()
    if (error?.message === 'expiry_after_own')
      return { message: organizationErrorMessage('own_membership_expires') }
    if (error) return { message: organizationErrorMessage(error.message) }
    redirect(`${organizationPath(organization.slug, 'members')}?notice=transferred`)
  },
)
