import 'server-only'
import { redirect } from 'next/navigation'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { verifyPasskey } from '@/utils/auth/passkeys/sign-in-with-passkey'
import { signInWithPassword } from '@/utils/auth/passwords/sign-in-with-password'
import { mfaPath } from '@/utils/auth/routes'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { startSession } from '@/utils/auth/sessions/start-session'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { AllowedAttempt } from '@/utils/rate-limit/attempts'
import { requestedPath } from '@/utils/request/requested-path'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { createClient } from '@/utils/supabase/server'

/** The password, with the captcha token where a captcha is shown, or the six digits of an email. */
export type ReauthenticationCredential =
  | { password: string; captchaToken: string | undefined }
  | { code: string }

/** Why re-authentication failed: the Auth server's code, and its text. */
export type ReauthenticationError = { code: string; message: string }

/** Errors of an incorrect credential. */
const INCORRECT = new Set(['invalid_credentials', 'otp_expired'])

/**
 * Re-authenticates a signed-in user. This browser gets a new session, and the one that it replaces ends; other browsers are not
 * affected.
 *
 * @param attempt the counted attempt.
 * @returns the error, if any; then the session is unchanged.
 */
export async function reauthenticate(
  user: SessionUser,
  credential: ReauthenticationCredential,
  attempt: AllowedAttempt,
): Promise<ReauthenticationError | null> {
  // Password and code would open another account that has the same address.
  if (user.ssoProvider) {
    await attempt.uncounted()
    return failure('user_sso_managed')
  }
  const supabase = await createClient()
  // The current address: the one in the token may belong to another account by now.
  const { data, error: unknown } = await supabase.auth.getUser()
  const email = data.user?.email
  if (!email) {
    await attempt.uncounted()
    return failure(unknown?.code ?? 'user_not_found')
  }
  const { data: opened, error } =
    'password' in credential
      ? await signInWithPassword(supabase, { email, ...credential })
      : await supabase.auth.verifyOtp({ email, token: credential.code, type: 'email' })
  const signInMethod = 'password' in credential ? 'password' : 'code'
  if (!opened.session) {
    const code = error?.code ?? 'otp_expired'
    await logRequestEvent({ event: 'login.failed', signInMethod, code, userId: user.id })
    await (INCORRECT.has(code) ? attempt.failed() : attempt.uncounted())
    return failure(code)
  }
  await logRequestEvent({ event: 'login.succeeded', signInMethod, userId: user.id })

  await attempt.succeeded()
  await redirectToSecondFactor(await startSession(opened.session))
  return null
}

/**
 * Re-authenticates a signed-in user with a passkey. Otherwise as reauthenticate: nothing can be guessed, so no attempt is counted.
 *
 * @param sent the `credential` field of the form.
 */
export async function reauthenticateWithPasskey(
  user: SessionUser,
  sent: unknown,
): Promise<ReauthenticationError | null> {
  const signInMethod = 'passkey'
  const verified = await verifyPasskey(sent)
  if (!verified.ok) {
    const code = verified.code ?? 'webauthn_verification_failed'
    await logRequestEvent({ event: 'login.failed', signInMethod, code, userId: user.id })
    return failure(code)
  }
  const { session, signIn } = verified
  if (session.user.id !== user.id) {
    // The passkey has opened a session of its own account, which must not continue unseen.
    const { auth } = await createEphemeralClient({ refresh: false })
    await auth.admin.signOut(session.access_token, 'local')
    await logRequestEvent({
      event: 'login.failed',
      signInMethod,
      code: 'passkey_of_other_account',
      userId: user.id,
    })
    return failure('passkey_of_other_account')
  }
  await signIn()
  const status = await startSession(session)
  await logRequestEvent({ event: 'login.succeeded', signInMethod, userId: user.id })
  await redirectToSecondFactor(status)
  return null
}

/** A new session lacks the second factor of its user; what was to be re-authenticated for continues after it. */
async function redirectToSecondFactor(status: SessionStatus): Promise<void> {
  if (status === 'mfa-pending') redirect(mfaPath(await requestedPath()))
}

function failure(code: string): ReauthenticationError {
  return { code, message: authErrorMessage(code) }
}
