'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { emailErrorCode } from '@/utils/auth/email-error'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { inGoodTime } from '@/utils/auth/even-time'
import { atField, type FormState, parseForm } from '@/utils/auth/form-state'
import { requireUser } from '@/utils/auth/guards'
import { requireAccount } from '@/utils/auth/own-account'
import { freshLoginSchema, ownCodeSchema } from '@/utils/auth/schemas'
import { signInAgain } from '@/utils/auth/sign-in-again'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { sessionAccount } from '@/utils/rate-limit/session-account'
import { refusedForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'
import { afterwards } from './afterwards'

/**
 * Confirms with the password that it is still the same person.
 *
 * @param form password, and redirectedFrom: where to go on.
 * @throws Next's redirect there.
 */
export async function confirmWithPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const user = await requireUser()
  const input = parseGuardedForm(freshLoginSchema, form)
  if (!input.ok) return input.state

  const { captchaToken } = input
  const refused = await signInAgain(user, { ...input.data, captchaToken })
  if (refused?.code === 'invalid_credentials') return atField('password', 'This is not your password.', {})
  if (refused) return { message: refused.message }
  redirect(afterwards(form.get('redirectedFrom')))
}

/**
 * Emails a link that confirms it as well, and a code where the template has one.
 *
 * @param form redirectedFrom: where to go on.
 */
export async function mailCode(_previous: FormState, form: FormData): Promise<FormState> {
  const { user, account } = await requireAccount()
  const input = parseGuardedForm(z.object({}), form)
  if (!input.ok) return input.state

  const attempt = await takeAttempt('own-email', sessionAccount(user), await headers())
  if (attempt.refused) return refusedForm(attempt)
  const emailRedirectTo = await startEmailFlow(
    account.email,
    afterwards(form.get('redirectedFrom')),
    'fresh-login',
  )
  const supabase = await createClient()
  const code = await inGoodTime(async () => {
    const { error } = await supabase.auth.signInWithOtp({
      email: account.email,
      options: { shouldCreateUser: false, emailRedirectTo, captchaToken: input.captchaToken },
    })
    const refusal = await emailErrorCode(error)
    await attempt.ended(refusal)
    return refusal
  })
  if (code) return { message: errorText(code) }
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
  const input = parseForm(ownCodeSchema, form)
  if (!input.ok) return input.state

  const refused = await signInAgain(user, input.data)
  if (refused) return { message: refused.message, values: input.values }
  await endEmailFlow()
  redirect(afterwards(form.get('redirectedFrom')))
}
