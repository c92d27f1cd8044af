'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { currentEmailOutage, emailErrorCode } from '@/utils/auth/email-links/email-outage'
import {
  clearPendingEmailChange,
  type PendingEmailChange,
  pendingEmailChange,
  savePendingEmailChange,
} from '@/utils/auth/email-links/pending-email-change'
import { emailSchema } from '@/utils/auth/email-links/schemas'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { pathAfterSignIn } from '@/utils/auth/mfa/path-after-sign-in'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { reauthenticationCodeSchema } from '@/utils/auth/reauthentication/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { withUniformTiming } from '@/utils/auth/uniform-timing'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { accountHash } from '@/utils/rate-limit/counters'
import { cooldownText, rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

const PAGE = '/account/email'

/** Errors that would reveal whether an address has an account, or that only one without an account can cause. */
const HIDDEN_ERRORS = new Set([
  'email_exists',
  'email_address_not_authorized',
  'over_email_send_rate_limit',
  'unexpected_failure',
])

/**
 * Emails both addresses to confirm that the one replaces the other. An address that has an account already gets the same response.
 */
export const changeEmail = formAction(
  { session: 'account', recentSignIn: true, schema: emailSchema, limiter: 'own-email' },
  async ({ input, user, account, attempt, supabase }) => {
    const email = input.email.toLowerCase()
    if (email === account.email) return fieldError('email', 'This is already your email address.')
    const pending = await pendingEmailChange(account)
    const tooEarly = await whyNotNow(pending)
    if (tooEarly) {
      await attempt.uncounted()
      return { message: tooEarly }
    }

    // The new address may belong to someone who has not requested an email.
    const userCounterKey = `${user.id}/${accountHash(email)}`
    const toAddress = await countAttempt('new-address', email, await headers(), userCounterKey)
    if (toAddress.isRateLimited) return rateLimitedForm(toAddress)
    const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
    const code = await withUniformTiming(async () => {
      // A previous change is canceled for every address, not only for an available one.
      const { error: unclear } = await supabase.rpc('cancel_email_change')
      if (unclear) return AUTH_UNAVAILABLE
      const { error } = await supabase.auth.updateUser({ email }, { emailRedirectTo })
      const failure = await emailErrorCode(error)
      await Promise.all([attempt.ended(failure), toAddress.ended(failure)])
      return failure
    })
    await redirectIfInsufficientAal({ code })
    if (code === 'email_address_invalid')
      return fieldError('email', 'This address can’t be used. Choose a different one.')
    if (code && !HIDDEN_ERRORS.has(code)) return { message: authErrorMessage(code) }

    await savePendingEmailChange(account.id, email)
    refresh()
    return {
      success: `If ${email} can be used, emails are on their way to it and to ${account.email}. They may take a minute.`,
    }
  },
)

/** The error text if no email can be sent now; otherwise null. */
async function whyNotNow(pending: PendingEmailChange | null): Promise<string | null> {
  if (pending && pending.cooldownS > 0) return cooldownText(pending.cooldownS)
  const outage = await currentEmailOutage()
  return outage && authErrorMessage(outage)
}

/**
 * Sends the emails of the pending change again. Only the links of the newest ones work. The change itself was requested with a
 * recent sign-in.
 */
export const resendEmailChange = formAction(
  { session: 'account', recentSignIn: false, captcha: true, limiter: 'own-email' },
  async ({ account, captchaToken, attempt, supabase }) => {
    const pending = await pendingEmailChange(account)
    if (!pending) redirect(PAGE)
    const tooEarly = await whyNotNow(pending)
    if (tooEarly) {
      await attempt.uncounted()
      return { message: tooEarly }
    }

    const toAddress = await countAttempt('new-address', pending.email, await headers())
    if (toAddress.isRateLimited) return rateLimitedForm(toAddress)
    const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
    const code = await withUniformTiming(async () => {
      const options = { emailRedirectTo, captchaToken }
      const { error } = await supabase.auth.resend({ type: 'email_change', email: account.email, options })
      const failure = await emailErrorCode(error)
      await attempt.ended(failure)
      return failure
    })
    if (code && !HIDDEN_ERRORS.has(code)) return { message: authErrorMessage(code) }
    await savePendingEmailChange(account.id, pending.email)
    return {
      success: `If ${pending.email} can be used, new emails are on their way. The earlier ones no longer work.`,
    }
  },
)

/** Cancels the pending change: the links and codes of its emails no longer work. */
export const cancelEmailChange = formAction(
  { session: 'account', recentSignIn: false },
  async ({ supabase }) => {
    const { error } = await supabase.rpc('cancel_email_change')
    if (error) return { message: authErrorMessage(undefined) }

    await endEmailFlow()
    await clearPendingEmailChange()
    refresh()
    redirect(`${PAGE}?notice=canceled`)
  },
)

/** Confirms one of the two addresses with the code of its email, which proves who enters it. Done when both are. */
export const confirmEmailChange = formAction(
  { session: 'account', recentSignIn: false, schema: reauthenticationCodeSchema, limiter: 'own-code' },
  async ({ input: { code: token }, account, attempt, supabase }) => {
    const type = 'email_change'
    const pending = await pendingEmailChange(account)
    const toNew = await supabase.auth.verifyOtp({ type, token, email: pending?.email ?? account.email })
    const { data, error } = toNew.error
      ? await supabase.auth.verifyOtp({ type, token, email: account.email })
      : toNew
    if (error) {
      await (error.code === 'otp_expired' ? attempt.failed() : attempt.uncounted())
      return { message: authErrorMessage(error.code) }
    }
    await attempt.succeeded()
    if (!data.session)
      return { success: 'That address is confirmed. Now enter the code from the other email.' }

    const status = await startSession(data.session)
    await endEmailFlow()
    await clearPendingEmailChange()
    redirect(pathAfterSignIn(status, `${PAGE}?notice=changed`))
  },
)
