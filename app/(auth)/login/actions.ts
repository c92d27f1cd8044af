'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { isLoginRefusal, recordEvent } from '@/utils/audit/record-event'
import { startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { signInWithPassword } from '@/utils/auth/passwords/sign-in-with-password'
import { loginSchema } from '@/utils/auth/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { withUniformFailureTiming } from '@/utils/auth/uniform-timing'
import { env } from '@/utils/env'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import type { FormState } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { safeRedirect } from '@/utils/request/safe-redirect'
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
  const input = parseCaptchaForm(loginSchema, form)
  if (!input.ok) return input.state

  const { email } = input.data
  const attempt = await countAttempt('login', email, await headers())
  if (attempt.refused) return rateLimitedForm(attempt, input.values)
  const supabase = await createClient()
  const { captchaToken } = input
  const { data, error } = await withUniformFailureTiming(
    () => signInWithPassword(supabase, { ...input.data, captchaToken }),
    (answer) => isLoginRefusal(answer.error?.code) && answer.error?.code !== 'email_not_confirmed',
  )
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)

  const code = error?.code
  if (data.user)
    await logRequestEvent({ event: 'login.succeeded', signInMethod: 'password', userId: data.user.id })
  else await logRequestEvent({ event: 'login.failed', signInMethod: 'password', code, account: email })
  if (data.session || code === 'email_not_confirmed') await attempt.succeeded()
  else if (!isLoginRefusal(code)) await attempt.uncounted()
  else if (await attempt.failed())
    after(() => recordEvent(supabase, { type: 'login.throttled', reason: 'too_many_attempts', email }))
  if (isLoginRefusal(code)) after(() => recordEvent(supabase, { type: 'login.failed', reason: code, email }))

  if (code === 'email_not_confirmed') {
    await startEmailFlow(email, next)
    redirect('/check-email?notice=unconfirmed')
  }
  if (!data.session) return { message: authErrorMessage(code), values: input.values }

  await startSession(data.session)
  redirect(next)
}
