'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-flow'
import { errorText } from '@/utils/auth/error-texts'
import { type FormState, parseForm } from '@/utils/auth/form-state'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { codeSchema, resendSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

/**
 * Sends the confirmation mail again. The answer is the same whether the address is unknown, confirmed, or was mailed a moment ago.
 *
 * @param form email, and redirectedFrom: where the mail's link leads.
 */
export async function resendConfirmation(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseForm(resendSchema, form)
  if (!input.ok) return input.state

  const { email } = input.data
  const emailRedirectTo = await startEmailFlow(email, safeRedirect(form.get('redirectedFrom'), env().siteUrl))
  const supabase = await createClient()
  const { error } = await supabase.auth.resend({ type: 'signup', email, options: { emailRedirectTo } })

  if (error?.code === AUTH_UNAVAILABLE) return { message: errorText(error.code), values: input.values }
  const success =
    'If this address waits for its confirmation, a new mail is on its way. Only its link works now.'
  return { success, values: input.values }
}

/**
 * Confirms an address with the six digits from its mail, on whatever device they are typed.
 *
 * @param form email, code, and redirectedFrom.
 * @throws Next's redirect once signed in.
 */
export async function confirmWithCode(_previous: FormState, form: FormData): Promise<FormState> {
  const input = parseForm(codeSchema, form)
  if (!input.ok) return input.state

  const { email, code } = input.data
  const supabase = await createClient()
  const { data, error } = await supabase.auth.verifyOtp({ email, token: code, type: 'email' })
  if (!data.session) return { message: errorText(error?.code ?? 'otp_expired'), values: input.values }

  await endEmailFlow()
  revalidatePath('/', 'layout')
  redirect(safeRedirect(form.get('redirectedFrom'), env().siteUrl))
}
