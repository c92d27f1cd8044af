import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { authErrorMessage, EMAIL_QUOTA_REACHED } from '@/utils/auth/error-messages'
import type { EmailKind } from '@/utils/auth/schemas'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { currentEmailOutage } from '@/utils/rate-limit/email-outage'
import { emailDelayedText, rejectForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { emailErrorCode } from './email-error-code'
import { recordEmailDelayed, recordEmailSent, startEmailFlow } from './email-flow'

/** Errors that say nothing about an address. Every other would tell whether it is known. */
const MAY_BE_TOLD = new Set([
  AUTH_UNAVAILABLE,
  'captcha_failed',
  'over_request_rate_limit',
  EMAIL_QUOTA_REACHED,
  EMAIL_NOT_SENT,
])

type Wanted = {
  kind: EmailKind
  email: string
  /** Where the link leads in the end; checked already. */
  next: string
  /** What the captcha yielded, where one is shown. */
  captchaToken: string | undefined
}

/** `sent`: nothing in the answer may depend on the address. `paced`: one was sent a moment ago, to whoever asked for it. */
export type SendEmailResult = { outcome: 'sent' } | { outcome: 'paced' | 'refused'; message: string }

/**
 * Has an email with a link and a code sent to an address, if there is an account for it. Nobody gets an account this way. The
 * answer does not wait for a slow SMTP server, and takes the same time for every address.
 *
 * Emails to one account are paced: strangers who ask for them over and over do not keep its owner from the newest one.
 */
export async function sendEmail({ kind, email, next, captchaToken }: Wanted): Promise<SendEmailResult> {
  const limiter = kind === 'signup' ? 'confirmation' : 'email'
  const attempt = await countAttempt(limiter, email, await headers())
  if (attempt.refused && !attempt.paced) return { outcome: 'refused', message: rejectForm(attempt) }
  const emailRedirectTo = await startEmailFlow(email, next, kind)
  if (attempt.refused) {
    await recordEmailDelayed(attempt.waitS)
    return { outcome: 'paced', message: emailDelayedText(attempt.waitS) }
  }
  const stop = await currentEmailOutage()
  if (stop) {
    await attempt.unpaced()
    return { outcome: 'refused', message: authErrorMessage(stop) }
  }
  const code = await withUniformTiming(async () => {
    const refusal = await emailErrorCode(await request(kind, email, { emailRedirectTo, captchaToken }))
    await logRequestEvent({ event: 'email.requested', emailKind: kind, code: refusal })
    if (refusal === AUTH_UNAVAILABLE) await attempt.uncounted()
    else if (refusal && MAY_BE_TOLD.has(refusal)) await attempt.unpaced()
    return refusal
  })
  if (code && MAY_BE_TOLD.has(code)) return { outcome: 'refused', message: authErrorMessage(code) }
  await recordEmailSent()
  return { outcome: 'sent' }
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
