'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { isAutoconfirmed } from '@/utils/auth/auth-settings'
import { recordEmailDelayed, recordEmailSent, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { currentEmailOutage, emailErrorCode } from '@/utils/auth/email-links/email-outage'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { startSession } from '@/utils/auth/sessions/start-session'
import { signupSchema } from '@/utils/auth/signup/schemas'
import { startSignup } from '@/utils/auth/signup/signup-ownership'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { env } from '@/utils/env'
import { formAction } from '@/utils/forms/form-action'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { getClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createSecretKeyAuthClient } from '@/utils/supabase/secret-key-client'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'

/**
 * Errors that would reveal whether an address has an account or was emailed already. Of simultaneous sign-ups with one address,
 * the Auth server accepts one and fails at the others.
 */
const HIDDEN_ERRORS = new Set([
  'user_already_exists',
  'email_exists',
  'over_email_send_rate_limit',
  'email_address_not_authorized',
  'unexpected_failure',
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

/**
 * Emails a sign-in link to the owner of an account who signs up again; counted with the other emails that sign in. The captcha
 * token has been used by then: if captchas are in use, this requires the secret key. The code verifier of the link is not stored
 * in the browser: the extra cookie would reveal the account.
 */
async function emailOwner(email: string, emailRedirectTo: string) {
  const attempt = await countAttempt('email', email, await headers())
  if (attempt.isRateLimited) return
  const auth = env().turnstileSiteKey
    ? await createSecretKeyAuthClient()
    : createTokenClient(getClientInfo(await headers())).auth
  const sent = await auth?.signInWithOtp({ email, options: { shouldCreateUser: false, emailRedirectTo } })
  await emailErrorCode(sent?.error ?? null)
}
