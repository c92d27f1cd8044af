'use server'

import { redirect } from 'next/navigation'
import { parseGuardedForm } from '@/utils/auth/captcha'
import type { FormState } from '@/utils/auth/form-state'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { forgotPasswordSchema } from '@/utils/auth/schemas'
import { sendMail } from '@/utils/auth/send-mail'
import { env } from '@/utils/env'

/**
 * Mails a link and a code that lead to a new password. An unknown address gets no mail, and the same answer.
 *
 * @param form email, and redirectedFrom: where to go once the password is set.
 * @throws Next's redirect to "check your email", also where an email was sent a moment ago.
 */
export async function forgotPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseGuardedForm(forgotPasswordSchema, form)
  if (!input.ok) return input.state

  const { data, values, captchaToken } = input
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const sent = await sendMail({ kind: 'recovery', email: data.email, next, captchaToken })
  if (sent.outcome === 'refused') return { message: sent.message, values }
  redirect('/check-email')
}
