import { createServerClient } from '@supabase/ssr'
import type { SupabaseClient, User } from '@supabase/supabase-js'
import type { NextRequest } from 'next/server'
import {
  hasVerifiedFactor,
  parseSessionAssurance,
  type SessionAssurance,
} from '@/utils/auth/mfa/session-assurance'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import {
  expiryCookie,
  parseSessionTimes,
  type SessionTimes,
  type TimeoutKind,
  timeoutOf,
} from '@/utils/auth/sessions/session-times'
import type { Env } from '@/utils/env'
import { getClientInfo } from './client-info'
import { createSupabaseFetch } from './fetch'
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
  /** The assurance level of a session that is not over, and the access token that the Auth server has accepted. */
  assurance?: SessionAssurance | undefined
  accessToken?: string | undefined
  /** Cookies to set on the response, whichever it is. */
  writes: CookieWrite[]
  /** Cache headers for the same response. */
  headers: Record<string, string>
  /** The limit that has ended a signed-out session. */
  timedOut?: TimeoutKind | undefined
}

export const signedOutSession = (): RefreshedSession => ({ status: 'signed-out', writes: [], headers: {} })

/** Three parts in base64url (RFC 7519). Anything else is not sent: it may be invalid in a header. */
const TOKEN = /^[\w-]+(\.[\w-]+){2}$/

/**
 * Verifies the session with the Auth server. If the access token has expired or is rejected, for example because its key was
 * revoked, the session is refreshed. Without a session cookie no call is made. The request's cookies are updated for the pages.
 *
 * @param deadlineMs the time for all calls.
 * @returns `unknown` if there is no clear response; then the session is kept. Only an explicit error code ends a session.
 *   `mfa-pending` if the user has a verified factor and the session lacks it. The database is called only for a user with a
 *   verified factor, and where sessions time out. If it says that the session has ended, it has.
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

  const supabase = createSupabaseFetch({
    refresh: true,
    deadlineMs,
    clientInfo: getClientInfo(request.headers),
  })
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
  const none = () => null // A cookie that auth-js cannot parse holds no session.
  const verified = TOKEN.test(stored.accessToken)
    ? await client.auth.getUser().then(({ data }) => data.user, none)
    : null
  const isRejected = supabase.isTokenRejected || !TOKEN.test(stored.accessToken)
  const user = verified ?? (isRejected ? await refreshed(client, await tokens()) : null)

  const status: SessionStatus = user ? 'signed-in' : supabase.isAuthUnavailable ? 'unknown' : 'signed-out'
  const session = carryOut(request, { status, writes: status === 'signed-out' ? expired : writes, headers })
  const accepted = user && (await tokens())
  if (!accepted) return session
  const callFunction = (name: string) =>
    supabase.fetch(`${settings.supabaseServerUrl}/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: {
        apikey: settings.publishableKey,
        Authorization: `Bearer ${accepted.accessToken}`,
        'Content-Type': 'application/json',
      },
      body: '{}',
    })
  const [assurance, touchedTimes] = await Promise.all([
    hasVerifiedFactor(user) ? assured(callFunction) : ('no_factor' as const),
    settings.sessionTimeouts ? touched(callFunction) : null,
  ])
  // The database may have time-outs although SESSION_TIMEOUTS is off.
  const times = assurance === 'session_ended' && !touchedTimes ? await touched(callFunction) : touchedTimes
  if (times === undefined) return { ...session, status: 'unknown' }
  if (times && !times.isActive) {
    for (const { name } of writes) request.cookies.delete(name)
    return carryOut(request, {
      status: 'signed-out',
      writes: expired,
      headers: {},
      timedOut: timeoutOf(times),
    })
  }
  if (!assurance || assurance === 'session_ended') return { ...session, status: 'unknown' }
  const expiry = times && expiryCookie(times, settings.siteUrl)
  return {
    ...session,
    status: assurance === 'aal2_required' ? 'mfa-pending' : 'signed-in',
    assurance,
    accessToken: accepted.accessToken,
    writes: expiry ? [...writes, expiry] : writes,
  }
}

type CallFunction = (name: string) => Promise<Response>

/** For a user with a second factor: the database knows whether this session has passed it. Null if there is no clear response. */
async function assured(callFunction: CallFunction): Promise<ReturnType<typeof parseSessionAssurance>> {
  const response = await callFunction('session_assurance')
  return response.ok ? parseSessionAssurance(await response.json().catch(() => null)) : null
}

/** Counts the session as used, unless it has timed out. Undefined if there is no clear response. */
async function touched(callFunction: CallFunction): Promise<SessionTimes | undefined> {
  const response = await callFunction('touch_session')
  return response.ok ? parseSessionTimes(await response.json().catch(() => undefined)) : undefined
}

async function refreshed(client: SupabaseClient, tokens: StoredTokens | null): Promise<User | null> {
  if (!tokens) return null
  const { data } = await client.auth.refreshSession({ refresh_token: tokens.refreshToken })
  return data.user
}

/** Updates the request's cookies, so that the pages see them as the browser will have them. */
function carryOut(request: NextRequest, session: RefreshedSession): RefreshedSession {
  for (const { name, value } of session.writes) {
    if (value) request.cookies.set(name, value)
    else request.cookies.delete(name)
  }
  return session
}
