'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { isAutoconfirmed } from '@/utils/auth/auth-settings'
import { emailErrorCode } from '@/utils/auth/email-links/email-error-code'
import { recordEmailDelayed, recordEmailSent, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { signupSchema } from '@/utils/auth/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { startSignup } from '@/utils/auth/signup/signup-ownership'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { env } from '@/utils/env'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { currentEmailOutage } from '@/utils/rate-limit/email-outage'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { getClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createSecretKeyAuthClient } from '@/utils/supabase/secret-key-client'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'

/**
 * Refusals that would tell whether an address is known, or that an email is on its way already. Of sign-ups for one address at
 * the same time the Auth server takes one, and fails at the others.
 */
const TOLD_BY_MAIL_ALONE = new Set([
  'user_already_exists',
  'email_exists',
  'over_email_send_rate_limit',
  'email_address_not_authorized',
  'unexpected_failure',
])

/**
 * Signs up with email and password. A new, an unconfirmed and a known address get the same answer; only the mail differs.
 *
 * @param form name, email, password, passwordRepeat, terms, and redirectedFrom: where the mail's link leads.
 * @throws Next's redirect to "check your email", or on when the project asks for no confirmation.
 */
export async function signup(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseCaptchaForm(signupSchema, form)
  if (!input.ok) return input.state

  const { name, email, password } = input.data
  const attempt = await countAttempt('signup', email, await headers())
  if (attempt.refused && !attempt.paced) return rateLimitedForm(attempt, input.values)
  const refusal = await checkNewPassword(password, [email, name, SITE_NAME])
  if (refusal) {
    if (!attempt.refused) await attempt.unpaced()
    return fieldError('password', refusal, input.values)
  }

  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const emailRedirectTo = await startEmailFlow(email, next)
  if (attempt.refused) {
    await recordEmailDelayed(attempt.waitS)
    redirect('/check-email')
  }
  const supabase = await createClient()
  const stop = await currentEmailOutage()
  if (stop && !(await isAutoconfirmed())) {
    await attempt.unpaced()
    return refused(stop, input.values)
  }
  const options = {
    data: { name, ...(await startSignup()) },
    emailRedirectTo,
    captchaToken: input.captchaToken,
  }
  const create = async () => {
    const { data, error } = await supabase.auth.signUp({ email, password, options })
    const code = await emailErrorCode(error)
    if (code === AUTH_UNAVAILABLE) await attempt.uncounted()
    else if (code && !TOLD_BY_MAIL_ALONE.has(code)) await attempt.unpaced()
    await logRequestEvent(error ? { event: 'signup.failed', code } : { event: 'signup.accepted' })
    if (isKnown(data.user)) await tellOwner(email, emailRedirectTo)
    return { session: data.session, code }
  }
  // Where no confirmation is asked for, the answer is a session, which has to be waited for. Otherwise whatever takes longer
  // than others may see goes on after the response.
  const answered = (await isAutoconfirmed()) ? await create() : await withUniformTiming(create)
  if (answered?.code && !TOLD_BY_MAIL_ALONE.has(answered.code)) return refused(answered.code, input.values)
  if (answered?.session) {
    await startSession(answered.session)
    redirect(next)
  }
  await recordEmailSent()
  redirect('/check-email')
}

function refused(code: string, values: Record<string, string>): FormState {
  const text = authErrorMessage(code)
  if (code === 'weak_password') return fieldError('password', text, values)
  if (code === 'email_address_invalid') return fieldError('email', text, values)
  return { message: text, values }
}

/** For a confirmed address the Auth server makes up a user without identities. */
function isKnown(user: { identities?: unknown[] } | null): boolean {
  return user?.identities?.length === 0
}

/**
 * Somebody with an account who signs up again gets a link that signs in. The captcha of the form is spent by then: where there is
 * one, it takes the secret key. It is one of the emails that sign in, and is paced with those. The verifier of the link stays here: one cookie more than others get would tell who has an account.
 */
async function tellOwner(email: string, emailRedirectTo: string) {
  const attempt = await countAttempt('email', email, await headers())
  if (attempt.refused) return
  const auth = env().turnstileSiteKey
    ? await createSecretKeyAuthClient()
    : createTokenClient(getClientInfo(await headers())).auth
  const answer = await auth?.signInWithOtp({ email, options: { shouldCreateUser: false, emailRedirectTo } })
  await emailErrorCode(answer?.error ?? null)
}
