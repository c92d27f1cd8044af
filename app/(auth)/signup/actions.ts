'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { SITE_NAME } from '@/app/site'
import { parseGuardedForm } from '@/utils/auth/captcha'
import { noteMailSent, startEmailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { evenTime } from '@/utils/auth/even-time'
import { atField, type FormState } from '@/utils/auth/form-state'
import { refusePassword } from '@/utils/auth/new-password'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { signupSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { refusedTry } from '@/utils/rate-limit/too-many-tries'
import { takeTry } from '@/utils/rate-limit/tries'
import { createClient } from '@/utils/supabase/server'

/** Refusals that would tell whether an address is known, or that a mail is on its way already. */
const TOLD_BY_MAIL_ALONE = new Set(['user_already_exists', 'email_exists', 'over_email_send_rate_limit'])

/**
 * Signs up with email and password. A new, an unconfirmed and a known address get the same answer; only the mail differs.
 *
 * @param form name, email, password, passwordRepeat, terms, and redirectedFrom: where the mail's link leads.
 * @throws Next's redirect to "check your email", or on when the project asks for no confirmation.
 */
export async function signup(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseGuardedForm(signupSchema, form)
  if (!input.ok) return input.state

  const { name, email, password } = input.data
  const attempt = await takeTry('signup', email, await headers())
  if (attempt.refused) return refusedTry(attempt, input.values)
  const refusal = await refusePassword(password, [email, name, SITE_NAME])
  if (refusal) return atField('password', refusal, input.values)

  const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
  const emailRedirectTo = await startEmailFlow(email, next)
  const supabase = await createClient()
  const options = { data: { name }, emailRedirectTo, captchaToken: input.captchaToken }
  const { data, error } = await evenTime(() => supabase.auth.signUp({ email, password, options }))

  await attempt.ended(error?.code)
  await report(error ? { event: 'signup.failed', code: error.code } : { event: 'signup.accepted' })
  if (error?.code && !TOLD_BY_MAIL_ALONE.has(error.code)) return refused(error.code, input.values)
  if (data.session) {
    redirect(next)
  }
  if (isKnown(data.user)) after(() => tellOwner(supabase, email, emailRedirectTo))
  await noteMailSent()
  redirect('/check-email')
}

function refused(code: string, values: Record<string, string>): FormState {
  const text = errorText(code)
  if (code === 'weak_password') return atField('password', text, values)
  if (code === 'email_address_invalid') return atField('email', text, values)
  return { message: text, values }
}

/** For a confirmed address the Auth server makes up a user without identities. */
function isKnown(user: { identities?: unknown[] } | null): boolean {
  return user?.identities?.length === 0
}

/** Somebody with an account who signs up again gets a link that signs in. Sent after the answer, which it cannot delay. */
async function tellOwner(
  supabase: Awaited<ReturnType<typeof createClient>>,
  email: string,
  emailRedirectTo: string,
) {
  await supabase.auth.signInWithOtp({ email, options: { shouldCreateUser: false, emailRedirectTo } })
}
