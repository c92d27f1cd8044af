import 'server-only'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { endEmailFlow } from './email-flow'
import type { EmailLink } from './schemas'

/** Where a link leads that spent its token: on, or to words that say what to do. */
export type FollowedTo = { outcome: 'verified' | 'refused'; path: string } | { outcome: 'unavailable' }

/**
 * Spends a mail link's one-time token and signs this browser in.
 *
 * @param next a path on this site, checked already.
 * @returns `unavailable` when the Auth server gave no clear answer: the token is as good as before.
 */
export async function followEmailLink({ tokenHash, type }: EmailLink, next: string): Promise<FollowedTo> {
  const supabase = await createClient()
  const { data, error } = await supabase.auth.verifyOtp({ token_hash: tokenHash, type })
  if (error?.code === AUTH_UNAVAILABLE) return { outcome: 'unavailable' }

  await endEmailFlow()
  if (data.session) return { outcome: 'verified', path: next }
  const reason = error ? 'link-expired' : 'other-address'
  return { outcome: 'refused', path: `/error?reason=${reason}` }
}
