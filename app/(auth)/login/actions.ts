'use server'

import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { isLoginErrorCode, recordEvent } from '@/utils/audit/record-event'
import { startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { pathAfterSignIn } from '@/utils/auth/mfa/path-after-sign-in'
import { signInWithPassword } from '@/utils/auth/passwords/sign-in-with-password'
import { loginSchema } from '@/utils/auth/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { withUniformFailureTiming } from '@/utils/auth/uniform-timing'
import { formAction } from '@/utils/forms/form-action'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createClient } from '@/utils/supabase/server'

/** Signs in with email and password. The response is the same for an unknown address and an incorrect password. */
export const login = formAction(
  { session: 'none', schema: loginSchema, captcha: true, limiter: 'login' },
  async ({ input, attempt, captchaToken, next }) => {
    const { email } = input
    const supabase = await createClient()
    const { data, error } = await withUniformFailureTiming(
      () => signInWithPassword(supabase, { ...input, captchaToken }),
      (answer) => isLoginErrorCode(answer.error?.code) && answer.error?.code !== 'email_not_confirmed',
    )
    const code = error?.code
    if (data.user)
      await logRequestEvent({ event: 'login.succeeded', signInMethod: 'password', userId: data.user.id })
    else await logRequestEvent({ event: 'login.failed', signInMethod: 'password', code, account: email })
    if (data.session || code === 'email_not_confirmed') await attempt.succeeded()
    else if (!isLoginErrorCode(code)) await attempt.uncounted()
    else if (await attempt.failed())
      after(() => recordEvent(supabase, { type: 'login.throttled', reason: 'too_many_attempts', email }))
    if (isLoginErrorCode(code))
      after(() => recordEvent(supabase, { type: 'login.failed', reason: code, email }))

    if (code === 'email_not_confirmed') {
      await startEmailFlow(email, next)
      redirect('/check-email?notice=unconfirmed')
    }
    if (!data.session) return { message: authErrorMessage(code) }

    await startSession(data.session)
    redirect(await pathAfterSignIn(supabase, data.session, next))
  },
)
