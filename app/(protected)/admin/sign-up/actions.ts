'use server'

import { notFound, redirect } from 'next/navigation'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { allowedEntrySchema, removedEntrySchema, signupModeSchema } from '@/utils/admin/schemas'
import { formAction } from '@/utils/forms/form-action'

/** Changes who can sign up. */
export const setSignupMode = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: signupModeSchema },
  async ({ input: { mode }, supabase }) => {
    const { error } = await supabase.rpc('set_signup_mode', { mode })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect('/admin/sign-up?notice=saved')
  },
)

/** Adds an email address or a domain to the allowlist. */
export const allowSignup = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: allowedEntrySchema },
  async ({ input: { entry }, supabase }) => {
    const { error } = await supabase.rpc('allow_signup', { entry })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect('/admin/sign-up?notice=added')
  },
)

/** Removes an entry from the allowlist. */
export const disallowSignup = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: removedEntrySchema },
  async ({ input: { removedEntry: entry }, supabase }) => {
    const { error } = await supabase.rpc('disallow_signup', { entry })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect('/admin/sign-up?notice=removed')
  },
)
