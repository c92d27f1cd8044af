'use server'

import { notFound, redirect } from 'next/navigation'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { endSessionsSchema, grantRoleSchema, revokeRoleSchema } from '@/utils/admin/schemas'
import { requireFormPermission } from '@/utils/auth/permissions/form-guards'
import { type FormState, parseForm } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'

/**
 * Gives a person a role, for good or until a time.
 *
 * @param form userId, role, until, reason.
 * @throws Next's redirect back to the person; 404 for who may not manage people.
 */
export async function giveRole(_previous: FormState, form: FormData): Promise<FormState> {
  const unknown = await requireFormPermission(form, ['role', 'until', 'reason'], 'users.manage', notFound)
  if (unknown) return unknown
  const input = parseForm(grantRoleSchema, form)
  if (!input.ok) return input.state

  const { userId, role, until, reason } = input.data
  const supabase = await createClient()
  const { error } = await supabase.rpc('grant_role', {
    user_id: userId,
    role,
    reason,
    ...(until && { expires_at: until }),
  })
  if (error) return { message: adminErrorMessage(error.message), values: input.values }
  redirect(`/admin/users/${userId}?notice=given`)
}

/**
 * Takes a role away from a person, who stays a member.
 *
 * @param form userId, takenRole, takeReason.
 * @throws as giveRole does.
 */
export async function takeRole(_previous: FormState, form: FormData): Promise<FormState> {
  const unknown = await requireFormPermission(form, ['takenRole', 'takeReason'], 'users.manage', notFound)
  if (unknown) return unknown
  const input = parseForm(revokeRoleSchema, form)
  if (!input.ok) return input.state

  const { userId, takenRole: role, takeReason: reason } = input.data
  const supabase = await createClient()
  const { error } = await supabase.rpc('revoke_role', { user_id: userId, role, reason })
  if (error) return { message: adminErrorMessage(error.message), values: input.values }
  redirect(`/admin/users/${userId}?notice=taken`)
}

/**
 * Signs a person out everywhere.
 *
 * @param form userId, endReason.
 * @throws as giveRole does.
 */
export async function endSessions(_previous: FormState, form: FormData): Promise<FormState> {
  const unknown = await requireFormPermission(form, ['endReason'], 'users.manage', notFound)
  if (unknown) return unknown
  const input = parseForm(endSessionsSchema, form)
  if (!input.ok) return input.state

  const { userId, endReason: reason } = input.data
  const supabase = await createClient()
  const { error } = await supabase.rpc('end_user_sessions', { user_id: userId, reason })
  if (error) return { message: adminErrorMessage(error.message), values: input.values }
  redirect(`/admin/users/${userId}?notice=ended`)
}
