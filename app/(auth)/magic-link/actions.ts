'use server'

import { redirect } from 'next/navigation'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { magicLinkSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { parseCaptchaForm } from '@/utils/forms/captcha'
import type { FormState } from '@/utils/forms/form-state'
import { safeRedirect } from '@/utils/request/safe-redirect'

/**
 * Mails a link and a code that sign in. An unknown address gets no mail and no account, and the same answer.
 *
 * @param form email, and redirectedFrom: where the link leads.
 * @throws Next's redirect to "check your email", also where an email was sent a moment ago.
 */
export async function sendMagicLink(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseCaptchaForm(magicLinkSchema, form)
  if (!input.ok) return input.state

  const { data, values, captchaToken } = input
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const sent = await sendEmail({ kind: 'magic-link', email: data.email, next, captchaToken })
  if (sent.outcome === 'refused') return { message: sent.message, values }
  redirect('/check-email')
}
