'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { requireAccount } from '@/utils/auth/account'
import { emailErrorCode } from '@/utils/auth/email-links/email-error-code'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { requireUser } from '@/utils/auth/guards'
import { reauthenticate } from '@/utils/auth/reauthentication/reauthenticate'
import { reauthenticationCodeSchema, reauthenticationSchema } from '@/utils/auth/schemas'
import { withResponseDeadline } from '@/utils/auth/uniform-timing'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import { type FormState, fieldError, parseForm } from '@/utils/forms/form-state'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/session-account'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'
import { redirectTarget } from './redirect-target'

/**
 * Confirms with the password that it is still the same person.
 *
 * @param form password, and redirectedFrom: where to go on.
 * @throws Next's redirect there.
 */
export async function confirmWithPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const user = await requireUser()
  const input = parseCaptchaForm(reauthenticationSchema, form)
  if (!input.ok) return input.state

  const { captchaToken } = input
  const refused = await reauthenticate(user, { ...input.data, captchaToken })
  if (refused?.code === 'invalid_credentials') return fieldError('password', 'This is not your password.', {})
  if (refused) return { message: refused.message }
  redirect(redirectTarget(form.get('redirectedFrom')))
}

/**
 * Emails a link that confirms it as well, and a code where the template has one.
 *
 * @param form redirectedFrom: where to go on.
 */
export async function mailCode(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const input = parseCaptchaForm(z.object({}), form)
  if (!input.ok) return input.state

  const attempt = await countAttempt('own-email', sessionLimiterKey(user), await headers())
  if (attempt.refused) return rateLimitedForm(attempt)
  const emailRedirectTo = await startEmailFlow(
    account.email,
    redirectTarget(form.get('redirectedFrom')),
    'reauthentication',
  )
  const supabase = await createClient()
  const code = await withResponseDeadline(async () => {
    const { error } = await supabase.auth.signInWithOtp({
      email: account.email,
      options: { shouldCreateUser: false, emailRedirectTo, captchaToken: input.captchaToken },
    })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code) return { message: authErrorMessage(code) }
  return {
    success: `An email is on its way to ${account.email}. Open its link in this browser, or enter its code if it has one. It may take a minute.`,
  }
}

/**
 * Confirms with the six digits of that email.
 *
 * @param form code, and redirectedFrom: where to go on.
 * @throws Next's redirect there.
 */
export async function confirmWithCode(_previous: FormState, form: FormData): Promise<FormState> {
  const user = await requireUser()
  const input = parseForm(reauthenticationCodeSchema, form)
  if (!input.ok) return input.state

  const refused = await reauthenticate(user, input.data)
  if (refused) return { message: refused.message, values: input.values }
  await endEmailFlow()
  redirect(redirectTarget(form.get('redirectedFrom')))
}
