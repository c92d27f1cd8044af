'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cooldownText } from '@/utils/auth/email-links/cooldown-text'
import { currentEmailFlow } from '@/utils/auth/email-links/email-flow'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { verifyToken } from '@/utils/auth/email-links/verify-token'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { codeSchema, resendSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import { type FormState, parseForm } from '@/utils/forms/form-state'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { emailDelayedText, rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/**
 * Sends a mail again. The answer is the same whether the address is unknown, confirmed, or was mailed a moment ago.
 *
 * @param form email, kind: what the mail is for, and redirectedFrom: where its link leads.
 */
export async function resendMail(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseCaptchaForm(resendSchema, form)
  if (!input.ok) return input.state

  const { values, captchaToken } = input
  const { email, kind } = input.data
  const flow = await currentEmailFlow()
  if (flow?.email === email && flow.pause > 0)
    return { message: flow.paced ? emailDelayedText(flow.pause) : cooldownText(flow.pause), values }

  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const sent = await sendEmail({ kind, email, next, captchaToken })
  if (sent.outcome !== 'sent') return { message: sent.message, values }
  const success =
    kind === 'signup'
      ? 'If this address still needs to be confirmed, a new email is on its way. Earlier links no longer work.'
      : 'If there’s an account for this address, a new email is on its way. Earlier links no longer work.'
  return { success, values }
}

/**
 * Takes the six digits of a mail in place of its link, on whatever device they are typed.
 *
 * @param form email, code, kind: what the mail is for, and redirectedFrom.
 * @returns the state to show. After five wrong codes for an address none is looked at for ten minutes.
 * @throws Next's redirect once signed in, or to the new password.
 */
export async function enterCode(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseForm(codeSchema, form)
  if (!input.ok) return input.state

  const { email, code, kind } = input.data
  const attempt = await countAttempt('code', email, await headers())
  if (attempt.refused) return rateLimitedForm(attempt, input.values)
  const type = kind === 'recovery' ? 'recovery' : 'email'
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const redeemed = await verifyToken({ email, token: code, type }, next)
  if (redeemed.outcome === 'unavailable') {
    await attempt.uncounted()
    return { message: authErrorMessage(AUTH_UNAVAILABLE), values: input.values }
  }
  if (redeemed.outcome !== 'verified') {
    await attempt.failed()
    return { message: authErrorMessage('otp_expired'), values: input.values }
  }

  await attempt.succeeded()
  redirect(redeemed.path)
}
