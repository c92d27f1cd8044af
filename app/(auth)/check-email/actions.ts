'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { emailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { type FormState, parseForm } from '@/utils/auth/form-state'
import { pauseText } from '@/utils/auth/pause-text'
import { redeemMail } from '@/utils/auth/redeem-mail'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { codeSchema, resendSchema } from '@/utils/auth/schemas'
import { sendMail } from '@/utils/auth/send-mail'
import { env } from '@/utils/env'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { pacedText, refusedForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/**
 * Sends a mail again. The answer is the same whether the address is unknown, confirmed, or was mailed a moment ago.
 *
 * @param form email, kind: what the mail is for, and redirectedFrom: where its link leads.
 */
export async function resendMail(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseGuardedForm(resendSchema, form)
  if (!input.ok) return input.state

  const { values, captchaToken } = input
  const { email, kind } = input.data
  const flow = await emailFlow()
  if (flow?.email === email && flow.pause > 0)
    return { message: flow.paced ? pacedText(flow.pause) : pauseText(flow.pause), values }

  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const sent = await sendMail({ kind, email, next, captchaToken })
  if (sent.outcome !== 'sent') return { message: sent.message, values }
  const success =
    kind === 'signup'
      ? 'If this address waits for its confirmation, a new mail is on its way. Only its link works now.'
      : 'If there is an account for this address, a new mail is on its way. Only its link works now.'
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
  const attempt = await takeAttempt('code', email, await headers())
  if (attempt.refused) return refusedForm(attempt, input.values)
  const type = kind === 'recovery' ? 'recovery' : 'email'
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const redeemed = await redeemMail({ email, token: code, type }, next)
  if (redeemed.outcome === 'unavailable') {
    await attempt.uncounted()
    return { message: errorText(AUTH_UNAVAILABLE), values: input.values }
  }
  if (redeemed.outcome !== 'verified') {
    await attempt.failed()
    return { message: errorText('otp_expired'), values: input.values }
  }

  await attempt.succeeded()
  redirect(redeemed.path)
}
