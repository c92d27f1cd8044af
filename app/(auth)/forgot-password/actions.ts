'use server'

import { redirect } from 'next/navigation'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { forgotPasswordSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import type { FormState } from '@/utils/forms/form-state'
import { safeRedirect } from '@/utils/request/safe-redirect'

/**
 * Mails a link and a code that lead to a new password. An unknown address gets no mail, and the same answer.
 *
 * @param form email, and redirectedFrom: where to go once the password is set.
 * @throws Next's redirect to "check your email", also where an email was sent a moment ago.
 */
export async function forgotPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseCaptchaForm(forgotPasswordSchema, form)
  if (!input.ok) return input.state

  const { data, values, captchaToken } = input
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const sent = await sendEmail({ kind: 'recovery', email: data.email, next, captchaToken })
  if (sent.outcome === 'refused') return { message: sent.message, values }
  redirect('/check-email')
}
