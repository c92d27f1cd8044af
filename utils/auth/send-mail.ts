import 'server-only'
import { report } from '@/utils/log/report'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { noteMailSent, startEmailFlow } from './email-flow'
import type { MailKind } from './schemas'

/** Errors that say nothing about an address. Every other would tell whether it is known. */
const MAY_BE_TOLD = new Set([AUTH_UNAVAILABLE, 'captcha_failed', 'over_request_rate_limit'])

/**
 * Has a mail with a link and a code sent to an address, if there is an account for it. Nobody gets an account this way.
 *
 * @param next where the link leads in the end; checked already.
 * @param captchaToken what the captcha yielded, where one is shown.
 * @returns the code of an error that may be told, or undefined: then nothing in the answer may depend on the address.
 */
export async function sendMail(
  kind: MailKind,
  email: string,
  next: string,
  captchaToken?: string,
): Promise<string | undefined> {
  const emailRedirectTo = await startEmailFlow(email, next, kind)
  const code = await request(kind, email, { emailRedirectTo, captchaToken })
  await report({ event: 'mail.requested', mail: kind, code })
  if (code && MAY_BE_TOLD.has(code)) return code
  await noteMailSent()
  return undefined
}

async function request(
  kind: MailKind,
  email: string,
  options: { emailRedirectTo: string; captchaToken: string | undefined },
): Promise<string | undefined> {
  const { auth } = await createClient()
  switch (kind) {
    case 'signup':
      return (await auth.resend({ type: 'signup', email, options })).error?.code
    case 'magic-link':
      return (await auth.signInWithOtp({ email, options: { ...options, shouldCreateUser: false } })).error
        ?.code
    case 'recovery': {
      const { emailRedirectTo: redirectTo, captchaToken } = options
      return (await auth.resetPasswordForEmail(email, { redirectTo, captchaToken })).error?.code
    }
  }
}
