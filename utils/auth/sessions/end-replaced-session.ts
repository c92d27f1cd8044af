import 'server-only'
import { parseCookieHeader } from '@supabase/ssr'
import type { Session } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { sessionCookie, storedTokens } from '@/utils/supabase/session-cookies'

/**
 * Ends, at the Auth server, the session with which this request came, because another one has taken its place in this browser:
 * overwritten alone, it would live on where no one can end it (OWASP ASVS 5.0, 7.2.4).
 *
 * @param opened the session that this browser has now. It stands even when the old one cannot be ended; the log says so then.
 */
export async function endReplacedSession(opened: Session): Promise<void> {
  // What the request brought: cookies() tells already what has been written since.
  const sent = parseCookieHeader((await headers()).get('cookie') ?? '')
  const cookies = sent.map(({ name, value = '' }) => ({ name, value }))
  const replaced = await storedTokens(cookies, sessionCookie(env()).name)
  if (!replaced || sessionIdOf(replaced.accessToken) === sessionIdOf(opened.access_token)) return

  const { auth } = await createEphemeralClient({ refresh: false })
  const { error } = await auth.admin.signOut(replaced.accessToken, 'local')
  if (error && error.code !== 'session_not_found')
    await logRequestEvent({ event: 'session.end_failed', code: error.code })
  else await logRequestEvent({ event: 'session.ended' })
}

function sessionIdOf(accessToken: string): unknown {
  try {
    return decodeJwt(accessToken).session_id
  } catch {
    return null
  }
}
