'use server'

import { notFound, redirect } from 'next/navigation'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { endSessionsSchema, grantRoleSchema, revokeRoleSchema } from '@/utils/admin/schemas'
import { formAction } from '@/utils/forms/form-action'

/** Grants a user a role, permanently or until a time. */
export const grantRole = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: grantRoleSchema },
  async ({ input: { userId, role, until, reason }, supabase }) => {
    const { error } = await supabase.rpc('grant_role', {
      user_id: userId,
      role,
      reason,
      ...(until && { expires_at: until }),
    })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=given`)
  },
)

/** Revokes a role; the user stays a member. */
export const revokeRole = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: revokeRoleSchema },
  async ({ input: { userId, takenRole: role, takeReason: reason }, supabase }) => {
    const { error } = await supabase.rpc('revoke_role', { user_id: userId, role, reason })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=taken`)
  },
)

/** Signs a user out everywhere. */
export const endSessions = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: endSessionsSchema },
  async ({ input: { userId, endReason: reason }, supabase }) => {
    const { error } = await supabase.rpc('end_user_sessions', { user_id: userId, reason })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=ended`)
  },
)
