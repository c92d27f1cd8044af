import { createServerClient } from '@supabase/ssr'
import type { SupabaseClient, User } from '@supabase/supabase-js'
import type { NextRequest } from 'next/server'
import {
  hasVerifiedFactor,
  parseSessionAssurance,
  type SessionAssurance,
} from '@/utils/auth/mfa/session-assurance'
import { mayHaveLostAccess } from '@/utils/auth/sessions/access-end'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import {
  expiryCookie,
  parseSessionTimes,
  type SessionTimes,
  type TimeoutKind,
  timeoutOf,
} from '@/utils/auth/sessions/session-times'
import { avatarVersion } from '@/utils/avatars/avatar-url'
import type { Env } from '@/utils/env'
import { getClientInfo } from './client-info'
import { createSupabaseFetch, type SupabaseFetch } from './fetch'
import {
  COOKIE_ENCODING,
  type CookieWrite,
  hasAmbiguousSession,
  sessionCookie,
  sessionRemovals,
  withoutSessionRemoval,
} from './session-cookies'
import { type StoredTokens, storedTokens } from './stored-tokens'

export type RefreshedSession = {
  status: SessionStatus
  /** The assurance level of a session that is not over, and the access token that the Auth server has accepted. */
  assurance?: SessionAssurance | undefined
  accessToken?: string | undefined
  /** The version of the user's picture, for the header of every page. */
  avatarVersion?: string | undefined
  /** Cookies to set on the response, whichever it is. */
  writes: CookieWrite[]
  /** Cache headers for the same response. */
  headers: Record<string, string>
  /** What has ended a signed-out session: a limit, or the end of the user's access. */
  timedOut?: TimeoutKind | 'access' | undefined
}

export const signedOutSession = (): RefreshedSession => ({ status: 'signed-out', writes: [], headers: {} })

/** auth-js refreshes a session whose access token expires sooner (its EXPIRY_MARGIN_MS). */
const EXPIRY_MARGIN_S = 90

/** @param expiresAt when the access token expires, as the session cookie says; without it, auth-js decides about the cookie. */
function isExpiring(expiresAt = 0): boolean {
  return expiresAt - Date.now() / 1000 < EXPIRY_MARGIN_S
}

/** Three parts in base64url (RFC 7519). Anything else is not sent: it may be invalid in a header. */
const TOKEN = /^[\w-]+(\.[\w-]+){2}$/

/**
 * Verifies the session with the Auth server. If the access token has expired or is rejected, for example because its key was
 * revoked, the session is refreshed. Without a session cookie no call is made. The request's cookies are updated for the pages.
 *
 * @param deadlineMs the time for all calls.
 * @returns `unknown` if there is no clear response; then the session is kept. Only an explicit error code ends a session.
 *   `mfa-pending` if the user has a verified factor and the session lacks it. The database is called only for a user with a
 *   verified factor, for one whose access may have ended, and where sessions time out. If it says that the session has ended, it has.
 */
export async function refreshSession(
  request: NextRequest,
  settings: Env,
  deadlineMs: number,
): Promise<RefreshedSession> {
  const cookie = sessionCookie(settings)
  const cookieHeader = request.headers.get('cookie')
  const removals = sessionRemovals(cookieHeader, cookie)
  if (removals.length === 0) return signedOutSession()
  const end = (timedOut?: RefreshedSession['timedOut']) =>
    updateCookies(request, { status: 'signed-out', writes: removals, headers: {}, timedOut })
  const readTokens = () => storedTokens(request.cookies.getAll(), cookie.name)
  const tokens = await readTokens()
  if (!tokens || hasAmbiguousSession(cookieHeader, cookie)) return end()

  const supabase = createSupabaseFetch({
    refresh: true,
    deadlineMs,
    clientInfo: getClientInfo(request.headers),
  })
  const { client, writes, headers } = createSessionClient(request, settings, supabase)
  const user = await verifyTokens(client, supabase, tokens, readTokens)
  if (!user && !supabase.isAuthUnavailable) return end()
  const session = updateCookies(request, { status: user ? 'signed-in' : 'unknown', writes, headers })
  const accepted = user && (await readTokens())
  if (!accepted) return session

  const { accessToken } = accepted
  const check = await checkSession(user, settings, databaseCaller(supabase, settings, accessToken))
  if (check === 'unknown') return { ...session, status: 'unknown' }
  if ('timedOut' in check) {
    for (const { name } of writes) request.cookies.delete(name)
    return end(check.timedOut)
  }
  const { assurance, times } = check
  const expiry = times && expiryCookie(times, settings.siteUrl)
  return {
    ...session,
    status: assurance === 'aal2_required' ? 'mfa-pending' : 'signed-in',
    assurance,
    accessToken,
    avatarVersion: avatarVersion(user.user_metadata),
    writes: expiry ? [...writes, expiry] : writes,
  }
}

/** A client whose cookie writes are collected for the response. It never removes the session. */
function createSessionClient(request: NextRequest, settings: Env, { fetch }: SupabaseFetch) {
  const cookie = sessionCookie(settings)
  const writes: CookieWrite[] = []
  const headers: Record<string, string> = {}
  const client = createServerClient(settings.supabaseServerUrl, settings.publishableKey, {
    cookieOptions: cookie,
    global: { fetch },
    cookies: {
      encode: COOKIE_ENCODING,
      getAll: () => request.cookies.getAll(),
      setAll: (wanted, cacheHeaders) => {
        writes.push(...withoutSessionRemoval(wanted, cookie.name))
        Object.assign(headers, cacheHeaders)
      },
    },
  })
  return { client, writes, headers }
}

/**
 * The user of the access token; of the refresh token if the access token is rejected. auth-js itself refreshes an expired one.
 *
 * @param readTokens reads the tokens of the request again, which may have been refreshed.
 */
async function verifyTokens(
  { auth }: SupabaseClient,
  supabase: SupabaseFetch,
  { accessToken, expiresAt }: StoredTokens,
  readTokens: () => Promise<StoredTokens | null>,
): Promise<User | null> {
  const isToken = TOKEN.test(accessToken)
  const none = () => null // A cookie that auth-js cannot parse holds no session.
  // Given the token, auth-js does not decode the cookie again to find out whether it expires.
  const token = isExpiring(expiresAt) ? undefined : accessToken
  const user = isToken ? await auth.getUser(token).then(({ data }) => data.user, none) : null
  if (user || (isToken && !supabase.isTokenRejected)) return user
  const tokens = await readTokens()
  return tokens && (await auth.refreshSession({ refresh_token: tokens.refreshToken })).data.user
}

type CallFunction = (name: string) => Promise<Response>

function databaseCaller({ fetch }: SupabaseFetch, settings: Env, accessToken: string): CallFunction {
  const headers = {
    apikey: settings.publishableKey,
    Authorization: `Bearer ${accessToken}`,
    'Content-Type': 'application/json',
  }
  return (name) =>
    fetch(`${settings.supabaseServerUrl}/rest/v1/rpc/${name}`, { method: 'POST', headers, body: '{}' })
}

type SessionCheck =
  | { assurance: SessionAssurance; times: SessionTimes | null }
  /** The session has ended in the database: by this limit, if it is known. */
  | { timedOut: RefreshedSession['timedOut'] }
  | 'unknown'

/**
 * Asks the database what the Auth server does not know: whether the second factor was passed, and whether the session has timed
 * out.
 */
async function checkSession(
  user: User,
  { sessionTimeouts }: Env,
  callFunction: CallFunction,
): Promise<SessionCheck> {
  const [assurance, touchedTimes] = await Promise.all([
    hasVerifiedFactor(user) ? assured(callFunction) : ('no_factor' as const),
    sessionTimeouts ? touched(callFunction) : null,
  ])
  // The database may have time-outs although SESSION_TIMEOUTS is off.
  const mayHaveEnded = assurance === 'session_ended' || mayHaveLostAccess(user)
  const times = mayHaveEnded && !touchedTimes ? await touched(callFunction) : touchedTimes
  if (times === undefined) return 'unknown'
  if (times && !times.isActive) return { timedOut: mayHaveLostAccess(user) ? 'access' : timeoutOf(times) }
  return !assurance || assurance === 'session_ended' ? 'unknown' : { assurance, times }
}

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

/** Updates the request's cookies, so that the pages see them as the browser will have them. */
function updateCookies(request: NextRequest, session: RefreshedSession): RefreshedSession {
  for (const { name, value } of session.writes) {
    if (value) request.cookies.set(name, value)
    else request.cookies.delete(name)
  }
  return session
}
