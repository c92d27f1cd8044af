import type { SupabaseClient } from '@supabase/supabase-js'
import { passwordVariants } from './normalize-password'

type Credentials = { email: string; password: string; captchaToken: string | undefined }

/**
 * Signs in with each form in which the password may have been stored, until one is correct. A captcha token is valid for the
 * first one only.
 *
 * @returns the Auth server's last response.
 */
export async function signInWithPassword(
  { auth }: Pick<SupabaseClient, 'auth'>,
  { email, password, captchaToken }: Credentials,
) {
  const [normalized = '', ...others] = passwordVariants(password)
  const options = { captchaToken }
  let response = await auth.signInWithPassword({ email, password: normalized, options })
  for (const form of captchaToken ? [] : others) {
    if (response.error?.code !== 'invalid_credentials') break
    response = await auth.signInWithPassword({ email, password: form, options })
  }
  return response
}
