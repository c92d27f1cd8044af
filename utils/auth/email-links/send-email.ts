import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { authErrorMessage, EMAIL_QUOTA_REACHED } from '@/utils/auth/error-messages'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { AllowedAttempt } from '@/utils/rate-limit/attempts'
import { emailDelayedText } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { recordEmailDelayed, recordEmailSent, startEmailFlow } from './email-flow'
import { currentEmailOutage, emailErrorCode } from './email-outage'
import type { EmailKind } from './schemas'

/** Errors that do not depend on the address. Any other would reveal whether it has an account. */
const SHOWN_ERRORS = new Set([
  AUTH_UNAVAILABLE,
  'captcha_failed',
  'over_request_rate_limit',
  EMAIL_QUOTA_REACHED,
  EMAIL_NOT_SENT,
])

/** The form that requests the email. `next`: the validated path where the link finally leads. */
type Submission = {
  next: string
  captchaToken: string | undefined
  attempt: AllowedAttempt
  delayedS: number | undefined
}

/** `sent`: nothing in the response may depend on the address. `delayed`: one was sent a moment ago, whichever client requested it. */
export type SendEmailResult = { status: 'sent' } | { status: 'delayed' | 'rejected'; message: string }

/**
 * Requests an email with a link and a code, which is sent if there is an account for the address. Creates no account. The
 * response does not wait for a slow SMTP server, and takes the same time for every address.
 *
 * Emails to one account are delayed, never blocked: repeated requests by others do not keep the owner from the latest one.
 */
export async function sendEmail(
  kind: EmailKind,
  email: string,
  { next, captchaToken, attempt, delayedS }: Submission,
): Promise<SendEmailResult> {
  const emailRedirectTo = await startEmailFlow(email, next, kind)
  if (delayedS !== undefined) {
    await recordEmailDelayed(delayedS)
    return { status: 'delayed', message: emailDelayedText(delayedS) }
  }
  const outage = await currentEmailOutage()
  if (outage) {
    await attempt.nothingSent()
    return { status: 'rejected', message: authErrorMessage(outage) }
  }
  const code = await withUniformTiming(async () => {
    const failure = await emailErrorCode(await request(kind, email, { emailRedirectTo, captchaToken }))
    await logRequestEvent({ event: 'email.requested', emailKind: kind, code: failure })
    if (failure === AUTH_UNAVAILABLE) await attempt.uncounted()
    else if (failure && SHOWN_ERRORS.has(failure)) await attempt.nothingSent()
    return failure
  })
  if (code && SHOWN_ERRORS.has(code)) return { status: 'rejected', message: authErrorMessage(code) }
  await recordEmailSent()
  return { status: 'sent' }
}

async function request(
  kind: EmailKind,
  email: string,
  options: { emailRedirectTo: string; captchaToken: string | undefined },
): Promise<AuthError | null> {
  const { auth } = await createClient()
  switch (kind) {
    case 'signup':
      return (await auth.resend({ type: 'signup', email, options })).error
    case 'magic-link':
      return (await auth.signInWithOtp({ email, options: { ...options, shouldCreateUser: false } })).error
    case 'recovery': {
      const { emailRedirectTo: redirectTo, captchaToken } = options
      return (await auth.resetPasswordForEmail(email, { redirectTo, captchaToken })).error
    }
  }
}
