'use server'

import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { isAutoconfirmed } from '@/utils/auth/auth-settings'
import { recordEmailDelayed, recordEmailSent, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { currentEmailOutage, emailErrorCode } from '@/utils/auth/email-links/email-outage'
import { emailOwner } from '@/utils/auth/email-links/email-owner'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { startSession } from '@/utils/auth/sessions/start-session'
import { signupSchema } from '@/utils/auth/signup/schemas'
import { startSignup } from '@/utils/auth/signup/signup-ownership'
import { SIGNUP_NOT_ALLOWED } from '@/utils/auth/signup/signup-rejection'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { formAction } from '@/utils/forms/form-action'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

/**
 * Errors that would reveal whether an address has an account, was emailed already, or may sign up. Of simultaneous sign-ups with one
 * address, the Auth server accepts one and fails at the others.
 */
const HIDDEN_ERRORS = new Set([
  'user_already_exists',
  'email_exists',
  'over_email_send_rate_limit',
  'email_address_not_authorized',
  'unexpected_failure',
  SIGNUP_NOT_ALLOWED,
])

/** Signs up with email and password. A new, an unconfirmed and a known address get the same response; only the email differs. */
export const signup = formAction(
  { session: 'none', schema: signupSchema, captcha: true, limiter: 'signup' },
  async ({ input: { name, email, password }, attempt, delayedS, captchaToken, next }) => {
    const rejected = await checkNewPassword(password, [email, name, SITE_NAME])
    if (rejected) {
      await attempt.nothingSent()
      return fieldError('password', rejected)
    }
    const emailRedirectTo = await startEmailFlow(email, next)
    if (delayedS !== undefined) {
      await recordEmailDelayed(delayedS)
      redirect('/check-email')
    }
    const supabase = await createClient()
    const outage = await currentEmailOutage()
    if (outage && !(await isAutoconfirmed())) {
      await attempt.nothingSent()
      return failed(outage)
    }
    const data = { name, ...(await startSignup()) }
    const create = async () => {
      const options = { data, emailRedirectTo, captchaToken }
      const { data: created, error } = await supabase.auth.signUp({ email, password, options })
      const code = await emailErrorCode(error)
      if (code === AUTH_UNAVAILABLE) await attempt.uncounted()
      else if (code && !HIDDEN_ERRORS.has(code)) await attempt.nothingSent()
      await logRequestEvent(error ? { event: 'signup.failed', code } : { event: 'signup.accepted' })
      if (isKnown(created.user)) await emailOwner(email, emailRedirectTo)
      return { session: created.session, code }
    }
    // Without confirmation the result is a session, which has to be awaited. Otherwise, what takes longer continues after the
    // response.
    const result = (await isAutoconfirmed()) ? await create() : await withUniformTiming(create)
    if (result?.code && !HIDDEN_ERRORS.has(result.code)) return failed(result.code)
    if (result?.session) {
      await startSession(result.session)
      redirect(next)
    }
    await recordEmailSent()
    redirect('/check-email')
  },
)

function failed(code: string): FormState {
  const text = authErrorMessage(code)
  if (code === 'weak_password') return fieldError('password', text)
  if (code === 'email_address_invalid') return fieldError('email', text)
  return { message: text }
}

/** For a confirmed address, the Auth server returns a fake user without identities. */
function isKnown(user: { identities?: unknown[] } | null): boolean {
  return user?.identities?.length === 0
}
