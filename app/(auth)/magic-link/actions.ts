'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { errorText } from '@/utils/auth/error-texts'
import type { FormState } from '@/utils/auth/form-state'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { magicLinkSchema } from '@/utils/auth/schemas'
import { sendMail } from '@/utils/auth/send-mail'
import { env } from '@/utils/env'
import { refusedTry } from '@/utils/rate-limit/too-many-tries'
import { takeTry } from '@/utils/rate-limit/tries'

/**
 * Mails a link and a code that sign in. An unknown address gets no mail and no account, and the same answer.
 *
 * @param form email, and redirectedFrom: where the link leads.
 * @throws Next's redirect to "check your email".
 */
export async function sendMagicLink(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseGuardedForm(magicLinkSchema, form)
  if (!input.ok) return input.state

  const attempt = await takeTry('mail', input.data.email, await headers())
  if (attempt.refused) return refusedTry(attempt, input.values)
  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const wanted = {
    kind: 'magic-link',
    email: input.data.email,
    next,
    captchaToken: input.captchaToken,
  } as const
  const refusal = await sendMail(wanted, attempt.ended)
  if (refusal) return { message: errorText(refusal), values: input.values }
  redirect('/check-email')
}
