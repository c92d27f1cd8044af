import 'server-only'
import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { mfaPath } from '@/utils/auth/routes'
import type { Database } from '@/utils/supabase/database.types'
import { hasVerifiedFactor, parseSessionAssurance } from './session-assurance'

/**
 * The redirect target of a form that starts a session: `next`, or first the second factor if the session lacks it. The middleware
 * would redirect there as well, but Next.js shows the page of such a redirect under the URL of `next`, where its form is rejected.
 *
 * @param client has the new session.
 */
export async function pathAfterSignIn(
  client: Pick<SupabaseClient<Database>, 'rpc'>,
  { user }: Session,
  next: string,
): Promise<string> {
  if (!hasVerifiedFactor(user)) return next
  const { data } = await client.rpc('session_assurance')
  return parseSessionAssurance(data)?.isSufficient ? next : mfaPath(next)
}
