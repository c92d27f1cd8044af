'use server'

import { redirect } from 'next/navigation'
import { deleteAccountSchema } from '@/utils/account/schemas'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { forgetOnDevice } from '@/utils/auth/devices/remember-device'
import { redirectToReauthentication } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { endSession } from '@/utils/auth/sessions/end-session'
import { removeAvatar } from '@/utils/avatars/stored-avatar'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'

/** The error code of `delete_account` for a session that is too old: insufficient_privilege. */
const REAUTHENTICATION_NEEDED = '42501'

/** Deletes the account and all its data, in every browser. The user types their address to confirm it. */
export const deleteAccount = formAction(
  { session: 'account', recentSignIn: true, schema: deleteAccountSchema },
  async ({ input, account, supabase }) => {
    if (input.email.toLowerCase() !== account.email.toLowerCase())
      return fieldError('email', 'Enter the email address of this account.')

    // Storage keeps files of deleted users, and only their owner may remove them.
    if (!(await removeAvatar(supabase, account.id)))
      return {
        message: 'We can’t delete your picture right now. Nothing has changed. Try again in a moment.',
      }
    const { error } = await supabase.rpc('delete_account')
    if (error?.code === REAUTHENTICATION_NEEDED) await redirectToReauthentication()
    if (error) return { message: adminErrorMessage(error.message) }

    await endSession()
    await forgetOnDevice(account)
    redirect('/account-deleted')
  },
)
