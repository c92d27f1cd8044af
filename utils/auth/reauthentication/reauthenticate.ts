import 'server-only'
import { headers } from 'next/headers'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { signInWithPassword } from '@/utils/auth/passwords/sign-in-with-password'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { startSession } from '@/utils/auth/sessions/start-session'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/session-account'
import { rejectForm } from '@/utils/rate-limit/too-many-attempts'
import { createClient } from '@/utils/supabase/server'

/** The password, with what the captcha yielded where one is shown, or the six digits of a mail. */
export type ReauthenticationCredential =
  | { password: string; captchaToken: string | undefined }
  | { code: string }

/** Why the proof was not taken: the Auth server's code where it had a say, and the words for it. */
export type ReauthenticationError = { code: string | undefined; message: string }

/** Answers that mean that the proof itself was wrong. */
const WRONG = new Set(['invalid_credentials', 'otp_expired'])

/**
 * Lets somebody who is signed in prove that it is still them. They get a new session in this browser, and the one it takes the
 * place of ends; no other browser is affected.
 *
 * @returns why not, when the proof does not hold or too many did not; then everything is as before, the session too.
 */
export async function reauthenticate(
  user: SessionUser,
  proof: ReauthenticationCredential,
): Promise<ReauthenticationError | null> {
  const supabase = await createClient()
  // The address as it is now: the one in the token may belong to somebody else by now.
  const { data, error: unknown } = await supabase.auth.getUser()
  const email = data.user?.email
  if (!email) return refusal(unknown?.code ?? 'user_not_found')

  const limiter = 'password' in proof ? 'reauthentication' : 'own-code'
  const attempt = await countAttempt(limiter, sessionLimiterKey(user), await headers())
  if (attempt.refused) return { code: undefined, message: rejectForm(attempt) }
  const { data: opened, error } =
    'password' in proof
      ? await signInWithPassword(supabase, { email, ...proof })
      : await supabase.auth.verifyOtp({ email, token: proof.code, type: 'email' })
  const signInMethod = 'password' in proof ? 'password' : 'code'
  if (!opened.session) {
    const code = error?.code ?? 'otp_expired'
    await logRequestEvent({ event: 'login.failed', signInMethod, code, userId: user.id })
    await (WRONG.has(code) ? attempt.failed() : attempt.uncounted())
    return refusal(code)
  }
  await logRequestEvent({ event: 'login.succeeded', signInMethod, userId: user.id })

  await attempt.succeeded()
  await startSession(opened.session)
  return null
}

function refusal(code: string): ReauthenticationError {
  return { code, message: authErrorMessage(code) }
}
