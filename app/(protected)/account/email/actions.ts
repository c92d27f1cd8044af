'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { beginSession } from '@/utils/auth/begin-session'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { forgetEmailChange, noteEmailChange, waitingEmailChange } from '@/utils/auth/email-change'
import { emailErrorCode } from '@/utils/auth/email-error'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { evenTime } from '@/utils/auth/even-time'
import { atField, type FormState, parseForm } from '@/utils/auth/form-state'
import { requireAccount } from '@/utils/auth/own-account'
import { pauseText } from '@/utils/auth/pause-text'
import { requireRecentLogin } from '@/utils/auth/recent-login'
import { emailChangeSchema, ownCodeSchema } from '@/utils/auth/schemas'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { accountHash } from '@/utils/rate-limit/counters'
import { emailStop } from '@/utils/rate-limit/email-stop'
import { sessionAccount } from '@/utils/rate-limit/session-account'
import { refusedForm } from '@/utils/rate-limit/too-many-attempts'
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
  await requireRecentLogin()
  const input = parseForm(emailChangeSchema, form)
  if (!input.ok) return input.state

  const { user, account } = await requireAccount()
  const email = input.data.email.toLowerCase()
  if (email === account.email) return atField('email', 'This is your address already.', input.values)
  const waiting = await waitingEmailChange(account)
  if (waiting && waiting.pause > 0) return { message: pauseText(waiting.pause), values: input.values }

  const stop = await emailStop()
  if (stop) return { message: errorText(stop), values: input.values }
  const sent = await headers()
  const attempt = await takeAttempt('own-email', sessionAccount(user), sent)
  if (attempt.refused) return refusedForm(attempt, input.values)
  // Whoever has the new address may be a stranger, who did not ask for emails.
  const ofAddress = await takeAttempt('new-address', email, sent, `${user.id}/${accountHash(email)}`)
  if (ofAddress.refused) return refusedForm(ofAddress, input.values)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await evenTime(async () => {
    // What was asked for before ends for every address, not only for one that can take its place.
    const { error: unclear } = await supabase.rpc('cancel_email_change')
    if (unclear) return AUTH_UNAVAILABLE
    const { error } = await supabase.auth.updateUser({ email }, { emailRedirectTo })
    const refusal = await emailErrorCode(error)
    await Promise.all([attempt.ended(refusal), ofAddress.ended(refusal)])
    return refusal
  })
  if (code === 'email_address_invalid')
    return atField('email', 'This address cannot be used. Choose another.', input.values)
  if (code && !TOLD_BY_EMAIL_ALONE.has(code)) return { message: errorText(code), values: input.values }

  await noteEmailChange(account.id, email)
  refresh()
  return {
    success: `If ${email} can be used, emails are on their way to it and to ${account.email}. They may take a minute.`,
  }
}

/** Sends the emails of the change that waits once more; only their links work from then on. */
export async function resendEmailChange(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const input = parseGuardedForm(z.object({}), form)
  if (!input.ok) return input.state
  const waiting = await waitingEmailChange(account)
  if (!waiting) redirect(PAGE)
  if (waiting.pause > 0) return { message: pauseText(waiting.pause) }

  const stop = await emailStop()
  if (stop) return { message: errorText(stop) }
  const sent = await headers()
  const attempt = await takeAttempt('own-email', sessionAccount(user), sent)
  if (attempt.refused) return refusedForm(attempt)
  const ofAddress = await takeAttempt('new-address', waiting.email, sent)
  if (ofAddress.refused) return refusedForm(ofAddress)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await evenTime(async () => {
    const { error } = await supabase.auth.resend({
      type: 'email_change',
      email: account.email,
      options: { emailRedirectTo, captchaToken: input.captchaToken },
    })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code && !TOLD_BY_EMAIL_ALONE.has(code)) return { message: errorText(code) }
  await noteEmailChange(account.id, waiting.email)
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
  if (error) return { message: errorText(undefined) }

  await endEmailFlow()
  await forgetEmailChange()
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
  const input = parseForm(ownCodeSchema, form)
  if (!input.ok) return input.state

  const attempt = await takeAttempt('own-code', sessionAccount(user), await headers())
  if (attempt.refused) return refusedForm(attempt, input.values)
  const supabase = await createClient()
  const type = 'email_change'
  const token = input.data.code
  const waiting = await waitingEmailChange(account)
  const ofNew = await supabase.auth.verifyOtp({ type, token, email: waiting?.email ?? account.email })
  const { data, error } = ofNew.error
    ? await supabase.auth.verifyOtp({ type, token, email: account.email })
    : ofNew
  if (error) {
    await (error.code === 'otp_expired' ? attempt.failed() : attempt.uncounted())
    return { message: errorText(error.code), values: input.values }
  }
  await attempt.succeeded()
  if (!data.session) return { success: 'That address is confirmed. Now enter the code from the other email.' }

  await beginSession(data.session)
  await endEmailFlow()
  await forgetEmailChange()
  redirect(`${PAGE}?notice=changed`)
}
