import 'server-only'
import type { VerifyOtpParams } from '@supabase/supabase-js'
import { report } from '@/utils/log/report'
import { createDetachedClient } from '@/utils/supabase/detached'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { beginSession } from './begin-session'
import { endEmailFlow, waitingLink } from './email-flow'
import { RESET_PASSWORD_PAGE } from './recovery-cookie'
import { keepRecovery } from './recovery-session'
import { finishSignup } from './signup-ownership'

export type Redeemed =
  | { outcome: 'verified'; path: string }
  | { outcome: 'half' }
  | { outcome: 'refused'; code: string | undefined }
  | { outcome: 'unavailable' }

/**
 * Spends the one-time token or the code of a mail. It signs this browser in; that of a recovery mail opens a session which may
 * do nothing but set a new password.
 *
 * @param next a path on this site, checked already.
 * @returns `verified` with where to go. `half`: the first of the two confirmations of an email change. `unavailable` when the
 *   Auth server gave no clear answer: the token is as good as before.
 */
export async function redeemMail(token: VerifyOtpParams, next: string): Promise<Redeemed> {
  const recovers = token.type === 'recovery'
  const supabase = await (recovers ? createDetachedClient({ refresh: false }) : createClient())
  const { auth } = supabase
  const { data, error } = await auth.verifyOtp(token)
  const by = 'token_hash' in token ? 'link' : 'code'
  if (error) await report({ event: recovers ? 'recovery.failed' : 'login.failed', by, code: error.code })
  if (error?.code === AUTH_UNAVAILABLE) return { outcome: 'unavailable' }
  if (error) return { outcome: 'refused', code: error.code }

  if (!data.session) {
    await waitingLink.remove()
    return { outcome: 'half' }
  }
  await endEmailFlow()
  const userId = data.session.user.id
  await report({ event: recovers ? 'recovery.started' : 'login.succeeded', by, userId })
  if (!recovers) {
    await beginSession(data.session)
    return { outcome: 'verified', path: await finishSignup(supabase, data.session, next) }
  }
  await keepRecovery(data.session, next)
  return { outcome: 'verified', path: RESET_PASSWORD_PAGE }
}
