'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { emailErrorCode } from '@/utils/auth/email-error'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-flow'
import { endReplacedSession } from '@/utils/auth/end-replaced-session'
import { errorText } from '@/utils/auth/error-texts'
import { evenTime, inGoodTime } from '@/utils/auth/even-time'
import { atField, type FormState, parseForm } from '@/utils/auth/form-state'
import { requireAccount } from '@/utils/auth/own-account'
import { requireRecentLogin } from '@/utils/auth/recent-login'
import { emailChangeSchema, ownCodeSchema } from '@/utils/auth/schemas'
import { refusedTry } from '@/utils/rate-limit/too-many-tries'
import { takeTry } from '@/utils/rate-limit/tries'
import { createClient } from '@/utils/supabase/server'

const PAGE = '/account/email'

/** Refusals that belong to the address itself. */
const OF_THE_ADDRESS = new Set(['email_address_invalid', 'email_address_not_authorized'])

/** That an address has an account already is nobody's business but its owner's. */
const TAKEN = 'email_exists'

/**
 * Asks both addresses to confirm that the one is to become the other.
 *
 * @param form email: the new address.
 * @throws Next's redirect when the login is not fresh.
 */
export async function changeEmail(_previous: FormState, form: FormData): Promise<FormState> {
  await requireRecentLogin()
  const input = parseForm(emailChangeSchema, form)
  if (!input.ok) return input.state

  const { account } = await requireAccount()
  const email = input.data.email.toLowerCase()
  if (email === account.email) return atField('email', 'This is your address already.', input.values)

  const attempt = await takeTry('mail', account.email, await headers())
  if (attempt.refused) return refusedTry(attempt, input.values)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await evenTime(async () => {
    const { error } = await supabase.auth.updateUser({ email }, { emailRedirectTo })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code && OF_THE_ADDRESS.has(code))
    return atField('email', 'This address cannot be used. Choose another.', input.values)
  if (code && code !== TAKEN) return { message: errorText(code), values: input.values }

  refresh()
  return {
    success: `If ${email} can be used, emails are on their way to it and to ${account.email}. They may take a minute.`,
  }
}

/** Sends the mails of the change that waits once more; only their links work from then on. */
export async function resendEmailChange(_previous: FormState, form: FormData): Promise<FormState> {
  const { account } = await requireAccount()
  const input = parseGuardedForm(z.object({}), form)
  if (!input.ok) return input.state

  const attempt = await takeTry('mail', account.email, await headers())
  if (attempt.refused) return refusedTry(attempt)
  const emailRedirectTo = await startEmailFlow(account.email, PAGE, 'email-change')
  const supabase = await createClient()
  const code = await inGoodTime(async () => {
    const { error } = await supabase.auth.resend({
      type: 'email_change',
      email: account.email,
      options: { emailRedirectTo, captchaToken: input.captchaToken },
    })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code) return { message: errorText(code) }
  return { success: 'New emails are on their way. The earlier ones no longer work.' }
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
  const { account } = await requireAccount()
  const input = parseForm(ownCodeSchema, form)
  if (!input.ok) return input.state

  const attempt = await takeTry('code', account.email, await headers())
  if (attempt.refused) return refusedTry(attempt, input.values)
  const supabase = await createClient()
  const type = 'email_change'
  const token = input.data.code
  const ofNew = await supabase.auth.verifyOtp({ type, token, email: account.new_email ?? account.email })
  const { data, error } = ofNew.error
    ? await supabase.auth.verifyOtp({ type, token, email: account.email })
    : ofNew
  if (error) {
    await (error.code === 'otp_expired' ? attempt.failed() : attempt.uncounted())
    return { message: errorText(error.code), values: input.values }
  }
  await attempt.succeeded()
  if (!data.session) return { success: 'That address is confirmed. Now enter the code from the other email.' }

  await endReplacedSession(data.session)
  await endEmailFlow()
  redirect(`${PAGE}?notice=changed`)
}
