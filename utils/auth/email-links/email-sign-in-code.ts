import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { env } from '@/utils/env'
import type { FormState } from '@/utils/forms/form-state'
import { countAttempt, UNLIMITED_ATTEMPT } from '@/utils/rate-limit/attempts'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { startEmailFlow } from './email-flow'
import { sendEmail } from './send-email'

const PAGE = '/check-email?notice=unusual-sign-in'

/**
 * Emails the link and the code that an unusual sign-in needs in addition to its password, and redirects to the page that explains it.
 * With captchas, the email is requested there: the password has used up the token.
 *
 * @returns what the form shows if no email was sent.
 */
export async function emailSignInCode(email: string, next: string): Promise<FormState> {
  if (env().turnstileSiteKey) {
    await startEmailFlow(email, next, 'magic-link')
    redirect(PAGE)
  }
  const counted = await countAttempt('email', email, await headers())
  if (counted.isRateLimited && !counted.isDelayed) return rateLimitedForm(counted)
  const sent = await sendEmail('magic-link', email, {
    next,
    captchaToken: undefined,
    attempt: counted.isRateLimited ? UNLIMITED_ATTEMPT : counted,
    delayedS: counted.isRateLimited ? counted.waitS : undefined,
  })
  return sent.status === 'rejected' ? { message: sent.message } : redirect(PAGE)
}
