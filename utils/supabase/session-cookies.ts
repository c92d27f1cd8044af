import type { CookieOptions } from '@supabase/ssr'
import type { Env } from '@/utils/env'

const VERIFIER_LIFE_S = 60 * 60

export type CookieWrite = { name: string; value: string; options: CookieOptions }

/** The attributes of the session cookie, the same for all three clients. */
export type SessionCookie = { name: string; path: '/'; secure: boolean; httpOnly: boolean }

/**
 * The cookie holds the tokens without the user, whose metadata from identity providers could exceed the size limits for headers
 * (https://supabase.github.io/ssr/types/CookieMethodsServer.html).
 */
export const COOKIE_ENCODING = 'tokens-only'

/**
 * Describes the session cookie. Its name derives from the project's public URL, as in auth-js, even if the server reaches
 * Supabase at another URL.
 *
 * With HTTPS, the prefix `__Host-` makes browsers reject a cookie of this name from a sibling domain or over HTTP
 * (https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies#cookie_prefixes). Scripts cannot read it (OWASP ASVS 5.0, 3.3.4)
 * unless SUPABASE_BROWSER_CLIENT is on.
 */
export function sessionCookie({
  supabaseUrl,
  siteUrl,
  browserClient,
}: Pick<Env, 'supabaseUrl' | 'siteUrl' | 'browserClient'>): SessionCookie {
  const reference = new URL(supabaseUrl).hostname.split('.')[0]
  const secure = siteUrl.startsWith('https:')
  const name = `${secure ? '__Host-' : ''}sb-${reference}-auth-token`
  return { name, path: '/', secure, httpOnly: !browserClient }
}

/** True for the session cookie and each chunk of it, false for PKCE verifiers and other projects' cookies. */
export function isSessionChunk(cookieName: string, sessionName: string): boolean {
  if (!cookieName.startsWith(sessionName)) return false
  return /^(\.\d+)?$/.test(cookieName.slice(sessionName.length))
}

/**
 * Filters the cookies that a client writes: a session is not removed. auth-js removes it whenever a refresh fails, for any
 * reason. Here only the Auth server's error codes end a session, and `sessionRemovals` removes it. Stale chunks are removed when
 * a new session replaces them.
 */
export function withoutSessionRemoval(writes: CookieWrite[], sessionName: string): CookieWrite[] {
  const ofSession = writes.filter(({ name }) => isSessionChunk(name, sessionName))
  if (ofSession.some(({ value }) => value !== '')) return writes
  return writes.filter((write) => !ofSession.includes(write))
}

/**
 * The writes that remove every chunk of the session from the browser.
 *
 * @param cookieHeader the Cookie header: parsed cookies lack those that cannot be decoded, which are removed too.
 */
export function sessionRemovals(
  cookieHeader: string | null,
  { name, ...attributes }: SessionCookie,
): CookieWrite[] {
  const options: CookieOptions = { ...attributes, sameSite: 'lax', maxAge: 0 }
  return [...new Set(cookieNames(cookieHeader))]
    .filter((cookieName) => isSessionChunk(cookieName, name))
    .map((cookieName) => ({ name: cookieName, value: '', options }))
}

/**
 * Whether a browser sent more than one session: a cookie twice (another domain has set one too), or chunks next to a whole one.
 * Their order is not defined, so an attacker could have planted the first (https://www.rfc-editor.org/rfc/rfc6265#section-8.6).
 */
export function hasAmbiguousSession(cookieHeader: string | null, { name }: SessionCookie): boolean {
  const chunks = cookieNames(cookieHeader).filter((cookieName) => isSessionChunk(cookieName, name))
  return chunks.length > new Set(chunks).size || (chunks.length > 1 && chunks.includes(name))
}

/** The names in a Cookie header (RFC 6265, 4.2.1), as often as they occur. */
function cookieNames(header: string | null): string[] {
  return (header ?? '').split(';').map((pair) => pair.split('=')[0]?.trim() ?? '')
}

/** Limits the lifetime of a PKCE verifier to an hour; the library sets 400 days, and its code expires after five minutes. */
export function withVerifierMaxAge(write: CookieWrite): CookieWrite {
  if (!write.name.endsWith('-code-verifier') || write.value === '') return write
  return { ...write, options: { ...write.options, maxAge: VERIFIER_LIFE_S } }
}
