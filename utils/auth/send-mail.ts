import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { report } from '@/utils/log/report'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { emailStop } from '@/utils/rate-limit/email-stop'
import { pacedText, tooManyAttempts } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { emailErrorCode } from './email-error'
import { noteMailPaced, noteMailSent, startEmailFlow } from './email-flow'
import { EMAIL_QUOTA_REACHED, errorText } from './error-texts'
import { evenTime } from './even-time'
import type { MailKind } from './schemas'

/** Errors that say nothing about an address. Every other would tell whether it is known. */
const MAY_BE_TOLD = new Set([
  AUTH_UNAVAILABLE,
  'captcha_failed',
  'over_request_rate_limit',
  EMAIL_QUOTA_REACHED,
  EMAIL_NOT_SENT,
])

type Wanted = {
  kind: MailKind
  email: string
  /** Where the link leads in the end; checked already. */
  next: string
  /** What the captcha yielded, where one is shown. */
  captchaToken: string | undefined
}

/** `sent`: nothing in the answer may depend on the address. `paced`: one was sent a moment ago, to whoever asked for it. */
export type SentMail = { outcome: 'sent' } | { outcome: 'paced' | 'refused'; message: string }

/**
 * Has an email with a link and a code sent to an address, if there is an account for it. Nobody gets an account this way. The
 * answer does not wait for a slow SMTP server, and takes the same time for every address.
 *
 * Emails to one account are paced: strangers who ask for them over and over do not keep its owner from the newest one.
 */
export async function sendMail({ kind, email, next, captchaToken }: Wanted): Promise<SentMail> {
  const limiter = kind === 'signup' ? 'confirmation' : 'email'
  const attempt = await takeAttempt(limiter, email, await headers())
  if (attempt.refused && !attempt.paced) return { outcome: 'refused', message: tooManyAttempts(attempt) }
  const emailRedirectTo = await startEmailFlow(email, next, kind)
  if (attempt.refused) {
    await noteMailPaced(attempt.waitS)
    return { outcome: 'paced', message: pacedText(attempt.waitS) }
  }
  const stop = await emailStop()
  if (stop) {
    await attempt.unpaced()
    return { outcome: 'refused', message: errorText(stop) }
  }
  const code = await evenTime(async () => {
    const refusal = await emailErrorCode(await request(kind, email, { emailRedirectTo, captchaToken }))
    await report({ event: 'mail.requested', mail: kind, code: refusal })
    if (refusal === AUTH_UNAVAILABLE) await attempt.uncounted()
    else if (refusal && MAY_BE_TOLD.has(refusal)) await attempt.unpaced()
    return refusal
  })
  if (code && MAY_BE_TOLD.has(code)) return { outcome: 'refused', message: errorText(code) }
  await noteMailSent()
  return { outcome: 'sent' }
}

async function request(
  kind: MailKind,
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
