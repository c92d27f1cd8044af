import 'server-only'
import { parseCookieHeader } from '@supabase/ssr'
import type { Session } from '@supabase/supabase-js'
import { decodeJwt, type JWTPayload } from 'jose'
import { headers } from 'next/headers'
import { offerNotes } from '@/utils/auth/guests/note-transfer'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'

/**
 * Ends the session of this request at the Auth server, because another one has replaced it in this browser. Otherwise it would
 * continue without anyone being able to sign out of it (OWASP ASVS 5.0, 7.2.4). The notes of a guest are kept for the new user.
 *
 * @param opened the new session of this browser. It remains valid even if the old one cannot be ended, which is logged.
 */
export async function endReplacedSession(opened: Session): Promise<void> {
  // From the request: cookies() already returns what has been written since.
  const sent = parseCookieHeader((await headers()).get('cookie') ?? '')
  const cookies = sent.map(({ name, value = '' }) => ({ name, value }))
  const replaced = await storedTokens(cookies, sessionCookie(env()).name)
  if (!replaced) return
  const before = claimsOf(replaced.accessToken)
  if (before?.session_id === claimsOf(opened.access_token)?.session_id) return
  if (before?.is_anonymous === true && before.sub !== opened.user.id)
    await offerNotes(replaced.accessToken, opened.user.id)

  const { auth } = await createEphemeralClient({ refresh: false })
  const { error } = await auth.admin.signOut(replaced.accessToken, 'local')
  if (error && error.code !== 'session_not_found')
    await logRequestEvent({ event: 'session.end_failed', code: error.code })
  else await logRequestEvent({ event: 'session.ended' })
}

function claimsOf(accessToken: string): JWTPayload | null {
  try {
    return decodeJwt(accessToken)
  } catch {
    return null
  }
}
