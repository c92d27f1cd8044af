'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { SITE_NAME } from '@/app/site'
import { getDisplayName } from '@/utils/account/display-name'
import { requireAccount } from '@/utils/auth/account'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { reauthenticate } from '@/utils/auth/reauthentication/reauthenticate'
import { isRecentSignIn, requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { passwordChangeSchema } from '@/utils/auth/schemas'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/session-account'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'

/**
 * Sets a new password and ends every other session. Where the login is not fresh the current password makes it so.
 *
 * @param form passwordCurrent where it is asked for, password, passwordRepeat.
 * @throws Next's redirect when the login is not fresh and there is no current password to confirm it with.
 */
export async function changePassword(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const fresh = isRecentSignIn(user)
  // The password form has a captcha where it asks for the current one: only then is there something to guess.
  const guarded = !fresh && form.has('passwordCurrent')
  const input = parseCaptchaForm(passwordChangeSchema, form, guarded)
  if (!input.ok) return input.state

  const { passwordCurrent, password } = input.data
  const attempt = await countAttempt('password', sessionLimiterKey(user), await headers())
  if (attempt.refused) return rateLimitedForm(attempt)
  const supabase = await createClient()
  const name = (await getDisplayName(supabase, user.id)) ?? ''
  const refusal = await checkNewPassword(password, [account.email, name, SITE_NAME])
  if (refusal) return fieldError('password', refusal, {})

  if (!fresh) {
    if (!passwordCurrent) await requireRecentSignIn()
    else {
      const { captchaToken } = input
      const refused = await reauthenticate(user, { password: passwordCurrent, captchaToken })
      if (refused?.code === 'invalid_credentials')
        return fieldError('passwordCurrent', 'This is not your current password.', {})
      if (refused) return { message: refused.message }
    }
  }

  const { error } = await supabase.auth.updateUser({ password })
  await attempt.ended(error?.code)
  if (error?.code === 'same_password' || error?.code === 'weak_password')
    return fieldError('password', authErrorMessage(error.code), {})
  if (error) return { message: authErrorMessage(error.code) }
  await logRequestEvent({ event: 'password.changed', userId: user.id })

  const { error: left } = await supabase.auth.signOut({ scope: 'others' })
  refresh()
  const others = left ? 'End your other sessions on the page for them.' : 'Every other browser is signed out.'
  return { success: `Your password is saved. ${others}` }
}
