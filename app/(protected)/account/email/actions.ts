'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { requireAccount } from '@/utils/auth/account'
import { cooldownText } from '@/utils/auth/email-links/cooldown-text'
import { emailErrorCode } from '@/utils/auth/email-links/email-error-code'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import {
  clearPendingEmailChange,
  pendingEmailChange,
  savePendingEmailChange,
} from '@/utils/auth/email-links/pending-email-change'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { emailChangeSchema, reauthenticationCodeSchema } from '@/utils/auth/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import { type FormState, fieldError, parseForm } from '@/utils/forms/form-state'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { accountHash } from '@/utils/rate-limit/counters'
import { currentEmailOutage } from '@/utils/rate-limit/email-outage'
import { sessionLimiterKey } from '@/utils/rate-limit/session-account'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

const PAGE = '/account/email'

/**
 * What an answer of the Auth server may not tell: that an address has an account is nobody's business but its owner's, and only
 * for one that has none is there anything to wait for or to fail at.
 */
const TOLD_BY_EMAIL_ALONE = new Set([
  'email_exists',
  'email_address_not_authorized',
  'over_email_send_rate_limit',
  'unexpected_failure',
])

/**
 * Asks both addresses to confirm that the one is to become the other. Whoever has that address already, the answer is the same.
 *
 * @param form email: the new address.
 * @throws Next's redirect when the login is not fresh.
 */
export async function changeEmail(_previous: FormState, form: FormData): Promise<FormState> {
  await requireRecentSignIn()
  const input = parseForm(emailChangeSchema, form)
  if (!input.ok) return input.state

  const { user, account } = await requireAccount()
  const email = input.data.email.toLowerCase()
  if (email === account.email) return fieldError('email', 'This is your address already.', input.values)
  const waiting = await pendingEmailChange(account)
  if (waiting && waiting.pause > 0) return { message: cooldownText(waiting.pause), values: input.values }

  const stop = await currentEmailOutage()
  if (stop) return { message: authErrorMessage(stop), values: input.values }
  const sent = await headers()
  const attempt = await countAttempt('own-email', sessionLimiterKey(user), sent)
  if (attempt.refused) return rateLimitedForm(attempt, input.values)
  // Whoever has the new address may be a stranger, who did not ask for emails.
  const ofAddress = await countAttempt('new-address', email, sent, `${user.id}/${accountHash(email)}`)
  if (ofAddress.refused) return rateLimitedForm(ofAddress, input.values)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await withUniformTiming(async () => {
    // What was asked for before ends for every address, not only for one that can take its place.
    const { error: unclear } = await supabase.rpc('cancel_email_change')
    if (unclear) return AUTH_UNAVAILABLE
    const { error } = await supabase.auth.updateUser({ email }, { emailRedirectTo })
    const refusal = await emailErrorCode(error)
    await Promise.all([attempt.ended(refusal), ofAddress.ended(refusal)])
    return refusal
  })
  if (code === 'email_address_invalid')
    return fieldError('email', 'This address cannot be used. Choose another.', input.values)
  if (code && !TOLD_BY_EMAIL_ALONE.has(code)) return { message: authErrorMessage(code), values: input.values }

  await savePendingEmailChange(account.id, email)
  refresh()
  return {
    success: `If ${email} can be used, emails are on their way to it and to ${account.email}. They may take a minute.`,
  }
}

/** Sends the emails of the change that waits once more; only their links work from then on. */
export async function resendEmailChange(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const input = parseCaptchaForm(z.object({}), form)
  if (!input.ok) return input.state
  const waiting = await pendingEmailChange(account)
  if (!waiting) redirect(PAGE)
  if (waiting.pause > 0) return { message: cooldownText(waiting.pause) }

  const stop = await currentEmailOutage()
  if (stop) return { message: authErrorMessage(stop) }
  const sent = await headers()
  const attempt = await countAttempt('own-email', sessionLimiterKey(user), sent)
  if (attempt.refused) return rateLimitedForm(attempt)
  const ofAddress = await countAttempt('new-address', waiting.email, sent)
  if (ofAddress.refused) return rateLimitedForm(ofAddress)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await withUniformTiming(async () => {
    const { error } = await supabase.auth.resend({
      type: 'email_change',
      email: account.email,
      options: { emailRedirectTo, captchaToken: input.captchaToken },
    })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code && !TOLD_BY_EMAIL_ALONE.has(code)) return { message: authErrorMessage(code) }
  await savePendingEmailChange(account.id, waiting.email)
  return {
    success: `If ${waiting.email} can be used, new emails are on their way. The earlier ones no longer work.`,
  }
}

/**
 * Takes the change back: its mails are worthless from then on.
 *
 * @throws Next's redirect to the page once nothing waits any more.
 */
export async function cancelEmailChange(_previous: FormState): Promise<FormState> {
  await requireAccount()
  const supabase = await createClient()
  const { error } = await supabase.rpc('cancel_email_change')
  if (error) return { message: authErrorMessage(undefined) }

  await endEmailFlow()
  await clearPendingEmailChange()
  refresh()
  redirect(`${PAGE}?notice=cancelled`)
}

/**
 * Confirms one of the two addresses with the code of its mail.
 *
 * @param form code.
 * @throws Next's redirect once both are.
 */
export async function confirmEmailChange(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const input = parseForm(reauthenticationCodeSchema, form)
  if (!input.ok) return input.state

  const attempt = await countAttempt('own-code', sessionLimiterKey(user), await headers())
  if (attempt.refused) return rateLimitedForm(attempt, input.values)
  const supabase = await createClient()
  const type = 'email_change'
  const token = input.data.code
  const waiting = await pendingEmailChange(account)
  const ofNew = await supabase.auth.verifyOtp({ type, token, email: waiting?.email ?? account.email })
  const { data, error } = ofNew.error
    ? await supabase.auth.verifyOtp({ type, token, email: account.email })
    : ofNew
  if (error) {
    await (error.code === 'otp_expired' ? attempt.failed() : attempt.uncounted())
    return { message: authErrorMessage(error.code), values: input.values }
  }
  await attempt.succeeded()
  if (!data.session) return { success: 'That address is confirmed. Now enter the code from the other email.' }

  await startSession(data.session)
  await endEmailFlow()
  await clearPendingEmailChange()
  redirect(`${PAGE}?notice=changed`)
}
