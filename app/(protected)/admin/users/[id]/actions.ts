'use server'

import { notFound, redirect } from 'next/navigation'
import { after } from 'next/server'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import {
  banUserSchema,
  cancelFactorResetSchema,
  endSessionsSchema,
  grantRoleSchema,
  requestFactorResetSchema,
  revokeRoleSchema,
  unbanUserSchema,
} from '@/utils/admin/schemas'
import { findUser } from '@/utils/admin/users'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
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
    redirect(`/admin/users/${userId}?notice=granted`)
  },
)

/** Revokes a role; the user stays a member. */
export const revokeRole = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: revokeRoleSchema },
  async ({ input: { userId, revokedRole: role, revokeReason: reason }, supabase }) => {
    const { error } = await supabase.rpc('revoke_role', { user_id: userId, role, reason })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=revoked`)
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

/** Bans a user permanently or until a time, and signs them out everywhere. */
export const banUser = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: banUserSchema },
  async ({ input: { userId, banUntil: until, banReason: reason }, supabase }) => {
    const { error } = await supabase.rpc('ban_user', { user_id: userId, reason, ...(until && { until }) })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=banned`)
  },
)

/** Ends a ban. */
export const unbanUser = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: unbanUserSchema },
  async ({ input: { userId, unbanReason: reason }, supabase }) => {
    const { data: isUnbanned, error } = await supabase.rpc('unban_user', { user_id: userId, reason })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=${isUnbanned ? 'unbanned' : 'not-banned'}`)
  },
)

/** Requests the removal of a user's factors, which takes effect after a delay, and emails the user. */
export const requestFactorReset = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: requestFactorResetSchema },
  async ({ input: { userId, resetReason: reason }, supabase }) => {
    // First: no reset starts whose owner cannot be emailed.
    const owner = await findUser(userId)
    if (!owner) return { message: adminErrorMessage(owner === undefined ? 'user_not_found' : '') }
    const { data: dueAt, error } = await supabase.rpc('request_factor_reset', { user_id: userId, reason })
    // Without JavaScript, the page has no such form then, which could show an error.
    if (error?.message === 'reset_pending') redirect(`/admin/users/${userId}?notice=reset-pending`)
    if (error) return { message: adminErrorMessage(error.message) }
    after(() =>
      sendSecurityEmail(owner.email, { kind: 'factor-reset-requested', effectiveAt: new Date(dueAt) }),
    )
    redirect(`/admin/users/${userId}?notice=reset-requested`)
  },
)

/** Cancels the pending reset of a user's factors. */
export const cancelUserFactorReset = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: cancelFactorResetSchema },
  async ({ input: { userId }, supabase }) => {
    const { data: isCanceled, error } = await supabase.rpc('cancel_factor_reset', { user_id: userId })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/users/${userId}?notice=${isCanceled ? 'reset-canceled' : 'no-reset'}`)
  },
)
