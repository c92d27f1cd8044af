'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { isLoginRefusal, recordEvent } from '@/utils/audit/record-event'
import { beginSession } from '@/utils/auth/begin-session'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { startEmailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { evenRefusal } from '@/utils/auth/even-time'
import type { FormState } from '@/utils/auth/form-state'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { loginSchema } from '@/utils/auth/schemas'
import { signInWithPassword } from '@/utils/auth/sign-in-with-password'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { refusedForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'

/**
 * Signs in with email and password.
 *
 * @param form email, password, and redirectedFrom: where to go afterwards.
 * @returns the state to show; unknown address and wrong password cannot be told apart in it. After five failures for an
 *   account from one address not even the right password is looked at for a while, except in a browser that signed in to it before.
 * @throws Next's redirect: on once signed in, to "check your email" when only the confirmation is missing.
 */
export async function login(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseGuardedForm(loginSchema, form)
  if (!input.ok) return input.state

  const { email } = input.data
  const attempt = await takeAttempt('login', email, await headers())
  if (attempt.refused) return refusedForm(attempt, input.values)
  const supabase = await createClient()
  const { captchaToken } = input
  const { data, error } = await evenRefusal(
    () => signInWithPassword(supabase, { ...input.data, captchaToken }),
    (answer) => isLoginRefusal(answer.error?.code) && answer.error?.code !== 'email_not_confirmed',
  )
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)

  const code = error?.code
  if (data.user) await report({ event: 'login.succeeded', by: 'password', userId: data.user.id })
  else await report({ event: 'login.failed', by: 'password', code, account: email })
  if (data.session || code === 'email_not_confirmed') await attempt.succeeded()
  else if (!isLoginRefusal(code)) await attempt.uncounted()
  else if (await attempt.failed())
    after(() => recordEvent(supabase, { type: 'login.throttled', reason: 'too_many_tries', email }))
  if (isLoginRefusal(code)) after(() => recordEvent(supabase, { type: 'login.failed', reason: code, email }))

  if (code === 'email_not_confirmed') {
    await startEmailFlow(email, next)
    redirect('/check-email?notice=unconfirmed')
  }
  if (!data.session) return { message: errorText(code), values: input.values }

  await beginSession(data.session)
  redirect(next)
}
