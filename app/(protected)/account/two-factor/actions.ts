'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/guards'
import { formAction } from '@/utils/forms/form-action'

/** Removes an authenticator app. The Auth server emails the owner. */
export const removeAuthenticator = formAction(
  { session: 'required', aal2: true, recentSignIn: true, schema: z.object({ factorId: z.guid() }) },
  async ({ input: { factorId }, supabase }) => {
    const { error } = await supabase.auth.mfa.unenroll({ factorId })
    await redirectIfInsufficientAal(error)
    // Also after an error: the list on the page may be outdated.
    refresh()
    if (error) return { message: authErrorMessage(error.code) }
    return { success: 'Authenticator app removed.' }
  },
)
