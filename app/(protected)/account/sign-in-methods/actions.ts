'use server'

import { refresh } from 'next/cache'
import { requireAccount } from '@/utils/auth/account'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import type { FormState } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'

/**
 * Removes a sign-in method of the user. The Auth server keeps the last one, and notifies the user by email.
 *
 * @param form identity: its id.
 * @throws Next's redirect when the login is not fresh.
 */
export async function removeMethod(_previous: FormState, form: FormData): Promise<FormState> {
  await requireRecentSignIn()
  const { account } = await requireAccount()
  const identities = account.identities ?? []
  // Also after a refusal: it tells of something that the list on the page does not show yet.
  refresh()
  const identity = identities.find(({ identity_id }) => identity_id === form.get('identity'))
  if (!identity) return { message: 'This sign-in method no longer exists.' }
  if (identities.length === 1) return { message: authErrorMessage('single_identity_not_deletable') }

  const supabase = await createClient()
  const { error } = await supabase.auth.unlinkIdentity(identity)
  if (error) return { message: authErrorMessage(error.code) }
  return { success: 'Sign-in method removed.' }
}
