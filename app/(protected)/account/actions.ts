'use server'

import { refresh } from 'next/cache'
import { profileSchema } from '@/utils/account/schemas'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'

/** Changes the display name: in the profile, and in the metadata that the next access tokens carry. */
export const changeName = formAction(
  // No recent sign-in: a name grants no access.
  { session: 'required', recentSignIn: false, schema: profileSchema },
  async ({ input: { name }, user, supabase }) => {
    const rename = supabase.from('profiles').update({ name }).eq('id', user.id)
    const { data, error: rejected } = await rename.select('id')
    if (isQuotaExceeded(rejected)) return { message: QUOTA_TEXT }
    if (data?.length !== 1) return { message: authErrorMessage(undefined) }
    const { error } = await supabase.auth.updateUser({ data: { name } })
    if (error) return { message: authErrorMessage(error.code) }

    refresh()
    return { success: 'Your name was saved.', values: { name } }
  },
)
