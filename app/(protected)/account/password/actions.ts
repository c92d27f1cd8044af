'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { SITE_NAME } from '@/app/site'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { errorText } from '@/utils/auth/error-texts'
import { atField, type FormState } from '@/utils/auth/form-state'
import { refusePassword } from '@/utils/auth/new-password'
import { requireAccount } from '@/utils/auth/own-account'
import { isRecentLogin, requireRecentLogin } from '@/utils/auth/recent-login'
import { passwordChangeSchema } from '@/utils/auth/schemas'
import { signInAgain } from '@/utils/auth/sign-in-again'
import { report } from '@/utils/log/report'
import { ownName } from '@/utils/own-name'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { sessionAccount } from '@/utils/rate-limit/session-account'
import { refusedForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'

/**
 * Sets a new password and ends every other session. Where the login is not fresh the current password makes it so.
 *
 * @param form passwordCurrent where it is asked for, password, passwordRepeat.
 * @throws Next's redirect when the login is not fresh and there is no current password to confirm it with.
 */
export async function changePassword(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const fresh = isRecentLogin(user)
  // The password form has a captcha where it asks for the current one: only then is there something to guess.
  const guarded = !fresh && form.has('passwordCurrent')
  const input = parseGuardedForm(passwordChangeSchema, form, guarded)
  if (!input.ok) return input.state

  const { passwordCurrent, password } = input.data
  const attempt = await takeAttempt('password', sessionAccount(user), await headers())
  if (attempt.refused) return refusedForm(attempt)
  const supabase = await createClient()
  const name = (await ownName(supabase, user.id)) ?? ''
  const refusal = await refusePassword(password, [account.email, name, SITE_NAME])
  if (refusal) return atField('password', refusal, {})

  if (!fresh) {
    if (!passwordCurrent) await requireRecentLogin()
    else {
      const { captchaToken } = input
      const refused = await signInAgain(user, { password: passwordCurrent, captchaToken })
      if (refused?.code === 'invalid_credentials')
        return atField('passwordCurrent', 'This is not your current password.', {})
      if (refused) return { message: refused.message }
    }
  }

  const { error } = await supabase.auth.updateUser({ password })
  await attempt.ended(error?.code)
  if (error?.code === 'same_password' || error?.code === 'weak_password')
    return atField('password', errorText(error.code), {})
  if (error) return { message: errorText(error.code) }
  await report({ event: 'password.changed', userId: user.id })

  const { error: left } = await supabase.auth.signOut({ scope: 'others' })
  refresh()
  const others = left ? 'End your other sessions on the page for them.' : 'Every other browser is signed out.'
  return { success: `Your password is saved. ${others}` }
}
