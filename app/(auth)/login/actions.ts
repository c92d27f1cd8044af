'use server'

import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { isLoginErrorCode, recordEvent } from '@/utils/audit/record-event'
import { reportBlockedSignIn } from '@/utils/auth/devices/report-blocked-sign-in'
import { startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { emailSignInCode } from '@/utils/auth/email-links/email-sign-in-code'
import { authErrorMessage, SIGN_IN_REJECTED } from '@/utils/auth/error-messages'
import { pathAfterSignIn } from '@/utils/auth/mfa/path-after-sign-in'
import { loginSchema } from '@/utils/auth/passwords/schemas'
import { EMAIL_CODE_REQUIRED, startPasswordSignIn } from '@/utils/auth/passwords/start-password-sign-in'
import { startSession } from '@/utils/auth/sessions/start-session'
import { withUniformFailureTiming } from '@/utils/auth/uniform-timing'
import { env } from '@/utils/env'
import { formAction } from '@/utils/forms/form-action'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createDeferredCookieClient } from '@/utils/supabase/server'

/**
 * Signs in with email and password. The response is the same for an unknown address, an incorrect password, and a sign-in whose risk
 * is too high.
 */
export const login = formAction(
  { session: 'none', schema: loginSchema, captcha: true, limiter: 'login' },
  async ({ input, attempt, captchaToken, next }) => {
    const { email } = input
    const { client, write } = await createDeferredCookieClient()
    const isFailure = (code: string | undefined) =>
      code === SIGN_IN_REJECTED || (isLoginErrorCode(code) && code !== 'email_not_confirmed')
    const signIn = await withUniformFailureTiming(
      () => startPasswordSignIn(client, { ...input, captchaToken }),
      ({ code }) => isFailure(code),
    )
    const { session, code } = signIn
    if (session)
      await logRequestEvent({ event: 'login.succeeded', signInMethod: 'password', userId: session.user.id })
    else await logRequestEvent({ event: 'login.failed', signInMethod: 'password', code, account: email })
    if (session || code === 'email_not_confirmed' || code === EMAIL_CODE_REQUIRED) await attempt.succeeded()
    else if (!isFailure(code)) await attempt.uncounted()
    else if (await attempt.failed())
      after(() => recordEvent(client, { type: 'login.throttled', reason: 'too_many_attempts', email }))
    if (isLoginErrorCode(code))
      after(() => recordEvent(client, { type: 'login.failed', reason: code, email }))

    if (code === 'email_not_confirmed') {
      await startEmailFlow(email, next)
      redirect('/check-email?notice=unconfirmed')
    }
    if (code === EMAIL_CODE_REQUIRED) return await emailSignInCode(email, next)
    if (code === SIGN_IN_REJECTED) after(() => reportBlockedSignIn(email))
    if (!signIn.session)
      return { message: authErrorMessage(env().signInRisk && isFailure(code) ? SIGN_IN_REJECTED : code) }

    await write()
    redirect(pathAfterSignIn(await startSession(signIn.session, signIn), next))
  },
)
