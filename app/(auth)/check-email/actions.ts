'use server'

import { redirect } from 'next/navigation'
import { currentEmailFlow } from '@/utils/auth/email-links/email-flow'
import { codeSchema, resendSchema } from '@/utils/auth/email-links/schemas'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { verifyToken } from '@/utils/auth/email-links/verify-token'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { formAction } from '@/utils/forms/form-action'
import { cooldownText, emailDelayedText } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** Sends an email again. The response is the same for an unknown, a confirmed and a recently emailed address. */
export const resendEmail = formAction(
  {
    session: 'none',
    schema: resendSchema,
    captcha: true,
    limiter: ({ kind }) => (kind === 'signup' ? 'confirmation' : 'email'),
  },
  async ({ input: { email, kind }, ...context }) => {
    const flow = await currentEmailFlow()
    if (flow?.email === email && flow.cooldownS > 0) {
      await context.attempt.uncounted()
      return { message: flow.isDelayed ? emailDelayedText(flow.cooldownS) : cooldownText(flow.cooldownS) }
    }
    const sent = await sendEmail(kind, email, context)
    if (sent.status !== 'sent') return { message: sent.message }
    const success =
      kind === 'signup'
        ? 'If this address still needs to be confirmed, a new email is on its way. Earlier links no longer work.'
        : 'If there’s an account for this address, a new email is on its way. Earlier links no longer work.'
    return { success, values: { email } }
  },
)

/** Accepts the six digits of an email in place of its link, on any device. */
export const enterCode = formAction(
  { session: 'none', schema: codeSchema, limiter: 'code' },
  async ({ input: { email, code, kind }, attempt, next }) => {
    const type = kind === 'recovery' ? 'recovery' : 'email'
    const verified = await verifyToken({ email, token: code, type }, next)
    if (verified.status === 'unavailable') {
      await attempt.uncounted()
      return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    }
    if (verified.status !== 'verified') {
      await attempt.failed()
      return { message: authErrorMessage('otp_expired') }
    }
    await attempt.succeeded()
    redirect(verified.path)
  },
)
