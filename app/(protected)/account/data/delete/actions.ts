'use server'

import { redirect } from 'next/navigation'
import { refusalText } from '@/utils/admin/refusals'
import { endSession } from '@/utils/auth/end-session'
import { atField, type FormState, parseForm } from '@/utils/auth/form-state'
import { requireAccount } from '@/utils/auth/own-account'
import { requireRecentLogin } from '@/utils/auth/recent-login'
import { forgetOnDevice } from '@/utils/auth/remember-device'
import { freshLoginPath } from '@/utils/auth/routes'
import { deletionSchema } from '@/utils/auth/schemas'
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
  await requireRecentLogin()
  const input = parseForm(deletionSchema, form)
  if (!input.ok) return input.state

  const { account } = await requireAccount()
  if (input.data.email.toLowerCase() !== account.email.toLowerCase())
    return atField('email', 'This is not the address of this account.', input.values)

  const supabase = await createClient()
  const { error } = await supabase.rpc('delete_account')
  if (error?.code === NOT_FRESH) redirect(freshLoginPath('/account/data/delete'))
  if (error) return { message: refusalText(error.message), values: input.values }

  await endSession()
  await forgetOnDevice(account.email)
  redirect('/account-deleted')
}
