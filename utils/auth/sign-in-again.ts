import 'server-only'
import { report } from '@/utils/log/report'
import { createClient } from '@/utils/supabase/server'
import type { SessionUser } from './session-state'

/** The password, with what the captcha yielded where one is shown, or the six digits of a mail. */
export type Proof = { password: string; captchaToken: string | undefined } | { code: string }

/**
 * Lets somebody who is signed in prove that it is still them. They get a new session in this browser, and the one it takes the
 * place of ends; no other browser is affected.
 *
 * @returns the Auth server's error code when the proof does not hold; then everything is as before.
 */
export async function signInAgain(user: SessionUser, proof: Proof): Promise<string | null> {
  const supabase = await createClient()
  // The address as it is now: the one in the token may belong to somebody else by now.
  const { data, error: unknown } = await supabase.auth.getUser()
  const email = data.user?.email
  if (!email) return unknown?.code ?? 'user_not_found'

  const { data: opened, error } =
    'password' in proof
      ? await supabase.auth.signInWithPassword({
          email,
          password: proof.password,
          options: { captchaToken: proof.captchaToken },
        })
      : await supabase.auth.verifyOtp({ email, token: proof.code, type: 'email' })
  const by = 'password' in proof ? 'password' : 'code'
  if (!opened.session) {
    const code = error?.code ?? 'otp_expired'
    await report({ event: 'login.failed', by, code, userId: user.id })
    return code
  }
  await report({ event: 'login.succeeded', by, userId: user.id })

  await supabase.rpc('end_session', { session_id: user.sessionId })
  return null
}
