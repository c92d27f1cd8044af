import 'server-only'
import type { VerifyOtpParams } from '@supabase/supabase-js'
import { pathAfterSignIn } from '@/utils/auth/mfa/path-after-sign-in'
import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import { saveRecoverySession } from '@/utils/auth/recovery/recovery-session'
import { startSession } from '@/utils/auth/sessions/start-session'
import { finishSignup } from '@/utils/auth/signup/signup-ownership'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { endEmailFlow, pendingLink } from './email-flow'

export type VerifiedToken =
  | { status: 'verified'; path: string; accessToken: string }
  | { status: 'partially-confirmed' }
  | { status: 'rejected'; code: string | undefined }
  | { status: 'unavailable' }

/**
 * Redeems the one-time token or the code of an email, and signs this browser in. A recovery email starts a session that can only
 * set a new password.
 *
 * @param next a validated path on this site.
 * @returns `verified` with the redirect target and the new access token. `partially-confirmed` after the first of the two
 *   confirmations of an email change. `unavailable` if the Auth server gave no clear response: the token remains valid.
 */
export async function verifyToken(token: VerifyOtpParams, next: string): Promise<VerifiedToken> {
  const recovers = token.type === 'recovery'
  const supabase = await (recovers ? createEphemeralClient({ refresh: false }) : createClient())
  const { auth } = supabase
  const { data, error } = await auth.verifyOtp(token)
  const signInMethod = 'token_hash' in token ? 'link' : 'code'
  if (error)
    await logRequestEvent({
      event: recovers ? 'recovery.failed' : 'login.failed',
      signInMethod,
      code: error.code,
    })
  if (error?.code === AUTH_UNAVAILABLE) return { status: 'unavailable' }
  if (error) return { status: 'rejected', code: error.code }

  if (!data.session) {
    await pendingLink.remove()
    return { status: 'partially-confirmed' }
  }
  await endEmailFlow()
  const userId = data.session.user.id
  await logRequestEvent({ event: recovers ? 'recovery.started' : 'login.succeeded', signInMethod, userId })
  if (!recovers) {
    const status = await startSession(data.session)
    const path = await finishSignup(data.session, next)
    const accessToken = data.session.access_token
    return { status: 'verified', path: pathAfterSignIn(status, path), accessToken }
  }
  await saveRecoverySession(data.session, next)
  return { status: 'verified', path: RESET_PASSWORD_PAGE, accessToken: data.session.access_token }
}
