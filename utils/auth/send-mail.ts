import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { report } from '@/utils/log/report'
import { emailStop } from '@/utils/rate-limit/email-stop'
import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { emailErrorCode } from './email-error'
import { noteMailSent, startEmailFlow } from './email-flow'
import { EMAIL_QUOTA_REACHED } from './error-texts'
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

/**
 * Has an email with a link and a code sent to an address, if there is an account for it. Nobody gets an account this way. The
 * answer does not wait for a slow SMTP server, and takes the same time for every address.
 *
 * @param ended is told the Auth server's code, or undefined, once there is an answer: maybe after the response.
 * @returns the code of an error that may be told, or undefined: then nothing in the answer may depend on the address.
 */
export async function sendMail(
  { kind, email, next, captchaToken }: Wanted,
  ended: (code: string | undefined) => Promise<void>,
): Promise<string | undefined> {
  const emailRedirectTo = await startEmailFlow(email, next, kind)
  const stop = await emailStop()
  if (stop) return stop
  const code = await evenTime(async () => {
    const refusal = await emailErrorCode(await request(kind, email, { emailRedirectTo, captchaToken }))
    await report({ event: 'mail.requested', mail: kind, code: refusal })
    await ended(refusal)
    return refusal
  })
  if (code && MAY_BE_TOLD.has(code)) return code
  await noteMailSent()
  return undefined
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
