'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { removeAuthenticatorApp } from '@/utils/auth/mfa/remove-authenticator'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { formAction } from '@/utils/forms/form-action'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** Removes an authenticator app, and with the last one the recovery codes. The Auth server emails the owner. */
export const removeAuthenticator = formAction(
  { session: 'required', aal2: true, recentSignIn: true, schema: z.object({ factorId: z.guid() }) },
  async ({ input: { factorId }, supabase }) => {
    const error = await removeAuthenticatorApp(supabase, factorId)
    await redirectIfInsufficientAal(error)
    // Also after an error: the list on the page may be outdated.
    refresh()
    if (error) return { message: authErrorMessage(error.code) }
    return { success: 'Authenticator app removed.' }
  },
)

/** Cancels the reset of the user's factors that an administrator has requested. */
export const cancelFactorReset = formAction(
  { session: 'required', recentSignIn: false },
  async ({ supabase }) => {
    const { data: isCanceled, error } = await supabase.rpc('cancel_factor_reset')
    if (error) return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    redirect(`/account/two-factor?notice=${isCanceled ? 'reset-canceled' : 'no-reset'}`)
  },
)
