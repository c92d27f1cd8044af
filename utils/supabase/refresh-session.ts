import { createServerClient } from '@supabase/ssr'
import type { SupabaseClient, User } from '@supabase/supabase-js'
import type { NextRequest } from 'next/server'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import type { Env } from '@/utils/env'
import { getClientInfo } from './client-info'
import { createSupabaseFetch } from './fetch'
import { ensureSigningKey } from './jwks'
import {
  COOKIE_ENCODING,
  type CookieWrite,
  hasAmbiguousSession,
  type StoredTokens,
  sessionCookie,
  sessionRemovals,
  storedTokens,
  withoutSessionRemoval,
} from './session-cookies'

export type RefreshedSession = {
  status: SessionStatus
  /** Cookies that the browser has to be given, whatever the answer becomes. */
  writes: CookieWrite[]
  /** Cache headers that must go on the same response. */
  headers: Record<string, string>
}

/** No one is there, and no one needs to be asked. */
export const signedOutSession = (): RefreshedSession => ({ status: 'signed-out', writes: [], headers: {} })

/** Three parts in base64url (RFC 7519). What is no token at all is not sent: not even a header may take it. */
const TOKEN = /^[\w-]+(\.[\w-]+){2}$/

/**
 * Asks the Auth server who is there, refreshing the session where its access token has run out or is refused, by a key
 * that was revoked for one: only the refresh token knows then whether the session goes on. Without a session cookie
 * no one is asked. Afterwards the request's own cookies are what the pages behind it should see.
 *
 * @param deadlineMs how long the Auth server may take in all.
 * @returns `unknown` when it gave no clear answer: then nothing is removed. Only its explicit word ends a session.
 */
export async function refreshSession(
  request: NextRequest,
  settings: Env,
  deadlineMs: number,
): Promise<RefreshedSession> {
  const cookie = sessionCookie(settings)
  const cookieHeader = request.headers.get('cookie')
  const expired = sessionRemovals(cookieHeader, cookie)
  if (expired.length === 0) return signedOutSession()
  const tokens = () => storedTokens(request.cookies.getAll(), cookie.name)
  const stored = await tokens()
  if (!stored || hasAmbiguousSession(cookieHeader, cookie))
    return carryOut(request, { status: 'signed-out', writes: expired, headers: {} })

  const supabase = createSupabaseFetch({ refresh: true, deadlineMs, visitor: getClientInfo(request.headers) })
  const writes: CookieWrite[] = []
  const headers: Record<string, string> = {}
  const client = createServerClient(settings.supabaseServerUrl, settings.publishableKey, {
    cookieOptions: cookie,
    global: { fetch: supabase.fetch },
    cookies: {
      encode: COOKIE_ENCODING,
      getAll: () => request.cookies.getAll(),
      setAll: (wanted, cacheHeaders) => {
        writes.push(...withoutSessionRemoval(wanted, cookie.name))
        Object.assign(headers, cacheHeaders)
      },
    },
  })
  const none = () => null // What auth-js cannot make sense of is no session.
  const asked = TOKEN.test(stored.accessToken)
    ? await client.auth.getUser().then(({ data }) => data.user, none)
    : null
  const refused = supabase.tokenRefused || !TOKEN.test(stored.accessToken)
  const user = asked ?? (refused ? await refreshed(client, await tokens()) : null)

  const status = user ? 'signed-in' : supabase.troubled ? 'unknown' : 'signed-out'
  const session = carryOut(request, { status, writes: status === 'signed-out' ? expired : writes, headers })
  const accepted = user && (await tokens())
  if (!accepted) return session
  const ask = (path: string) =>
    supabase.fetch(settings.supabaseServerUrl + path, { headers: { apikey: settings.publishableKey } })
  return (await ensureSigningKey(accepted.accessToken, ask)) ? session : { ...session, status: 'unknown' }
}

async function refreshed(client: SupabaseClient, tokens: StoredTokens | null): Promise<User | null> {
  if (!tokens) return null
  const { data } = await client.auth.refreshSession({ refresh_token: tokens.refreshToken })
  return data.user
}

/** Lets the pages behind this request see its cookies as the browser will have them. */
function carryOut(request: NextRequest, session: RefreshedSession): RefreshedSession {
  for (const { name, value } of session.writes) {
    if (value) request.cookies.set(name, value)
    else request.cookies.delete(name)
  }
  return session
}
