import 'server-only'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { getClientInfo } from '@/utils/supabase/client-info'
import { createSecretKeyAuthClient } from '@/utils/supabase/secret-key-client'
import { createTokenClient } from '@/utils/supabase/token-client'
import { emailErrorCode } from './email-outage'

/**
 * Emails a sign-in link to the owner of an account whose address was entered to sign up, or to keep the notes of a guest. Counted
 * with the other emails that sign in. The captcha token has been used by then, so with captchas this requires the secret key. The
 * code verifier of the link is not stored in the browser: the extra cookie would reveal the account.
 */
export async function emailOwner(email: string, emailRedirectTo: string): Promise<void> {
  const attempt = await countAttempt('email', email, await headers())
  if (attempt.isRateLimited) return
  const auth = env().turnstileSiteKey
    ? await createSecretKeyAuthClient()
    : createTokenClient(getClientInfo(await headers())).auth
  const sent = await auth?.signInWithOtp({ email, options: { shouldCreateUser: false, emailRedirectTo } })
  await emailErrorCode(sent?.error ?? null)
}
