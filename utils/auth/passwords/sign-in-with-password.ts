import type { SupabaseClient } from '@supabase/supabase-js'
import { passwordVariants } from './normalize-password'

type Credentials = { email: string; password: string; captchaToken: string | undefined }

/**
 * Signs in with a password in each form in which it may have been stored, until one is right. A captcha token is good for one
 * of them, the first.
 *
 * @returns the Auth server's last answer.
 */
export async function signInWithPassword(
  { auth }: Pick<SupabaseClient, 'auth'>,
  { email, password, captchaToken }: Credentials,
) {
  const [normalized = '', ...others] = passwordVariants(password)
  const options = { captchaToken }
  let answer = await auth.signInWithPassword({ email, password: normalized, options })
  for (const form of captchaToken ? [] : others) {
    if (answer.error?.code !== 'invalid_credentials') break
    answer = await auth.signInWithPassword({ email, password: form, options })
  }
  return answer
}
