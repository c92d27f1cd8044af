import 'server-only'
import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { assessSignIn, stopSignIn } from '@/utils/auth/devices/assess-sign-in'
import { SIGN_IN_REJECTED } from '@/utils/auth/error-messages'
import { hasVerifiedFactor } from '@/utils/auth/mfa/session-assurance'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { signInWithPassword } from './sign-in-with-password'

/** The password is correct, but an emailed code is needed, too. */
export const EMAIL_CODE_REQUIRED = 'email_code_required'

export type PasswordSignIn =
  /** `isTrustAllowed` is false if a trusted device must not replace the second factor. */
  | { session: Session; code?: undefined; isTrustAllowed: boolean }
  | { session: null; code: string | undefined }

/**
 * Signs in with a password, unless the risk is too high: then the new session is ended at once.
 *
 * @param client holds the session back from the browser.
 * @returns the session, or the error code: the Auth server's, EMAIL_CODE_REQUIRED, or SIGN_IN_REJECTED.
 */
export async function startPasswordSignIn(
  client: Pick<SupabaseClient, 'auth'>,
  credentials: Parameters<typeof signInWithPassword>[1],
): Promise<PasswordSignIn> {
  const { data, error } = await signInWithPassword(client, credentials)
  if (!data.session) return { session: null, code: error?.code }
  const { session } = data
  const level = await assessSignIn(session)
  const stoppedBy = {
    low: null,
    notify: null,
    verify: hasVerifiedFactor(session.user) ? null : EMAIL_CODE_REQUIRED,
    reject: SIGN_IN_REJECTED,
    unavailable: AUTH_UNAVAILABLE,
  }[level]
  if (!stoppedBy) return { session, isTrustAllowed: level !== 'verify' }
  await stopSignIn(session)
  return { session: null, code: stoppedBy }
}
