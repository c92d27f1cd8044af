'use server'

import { redirect } from 'next/navigation'
import { emailSchema } from '@/utils/auth/email-links/schemas'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { formAction } from '@/utils/forms/form-action'

/** Emails a link and a code that sign in. An unknown address gets no email, no account, and the same response. */
export const sendMagicLink = formAction(
  { session: 'none', schema: emailSchema, captcha: true, limiter: 'email' },
  async ({ input, ...context }) => {
    const sent = await sendEmail('magic-link', input.email, context)
    return sent.status === 'rejected' ? { message: sent.message } : redirect('/check-email')
  },
)
