'use server'

import { redirect } from 'next/navigation'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { requireAccount } from '@/utils/auth/account'
import { forgetOnDevice } from '@/utils/auth/devices/remember-device'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { reauthenticatePath } from '@/utils/auth/routes'
import { deleteAccountSchema } from '@/utils/auth/schemas'
import { endSession } from '@/utils/auth/sessions/end-session'
import { type FormState, fieldError, parseForm } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'

/** `delete_account` says so when the session is older than it accepts: insufficient_privilege. */
const NOT_FRESH = '42501'

/**
 * Deletes the account and everything that belongs to it, in every browser.
 *
 * @param form email: one's own address, typed to show that this is meant.
 * @throws Next's redirect: to words of farewell, or to confirm first who one is.
 */
export async function deleteAccount(_previous: FormState, form: FormData): Promise<FormState> {
  await requireRecentSignIn()
  const input = parseForm(deleteAccountSchema, form)
  if (!input.ok) return input.state

  const { account } = await requireAccount()
  if (input.data.email.toLowerCase() !== account.email.toLowerCase())
    return fieldError('email', 'This is not the address of this account.', input.values)

  const supabase = await createClient()
  const { error } = await supabase.rpc('delete_account')
  if (error?.code === NOT_FRESH) redirect(reauthenticatePath('/account/data/delete'))
  if (error) return { message: adminErrorMessage(error.message), values: input.values }

  await endSession()
  await forgetOnDevice(account.email)
  redirect('/account-deleted')
}
