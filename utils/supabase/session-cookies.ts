import { type CookieOptions, combineChunks, stringFromBase64URL } from '@supabase/ssr'
import { z } from 'zod'
import type { Env } from '@/utils/env'

const VERIFIER_LIFE_S = 60 * 60

export type CookieWrite = { name: string; value: string; options: CookieOptions }

/** What all three clients are told about the session cookie, so that they agree on it. */
export type SessionCookie = { name: string; path: '/'; secure: boolean; httpOnly: boolean }

/**
 * The cookie holds the tokens and not the user: with what identity providers tell of someone, it would outgrow what servers
 * take for headers, and nothing believes it anyway (https://supabase.github.io/ssr/types/CookieMethodsServer.html).
 */
export const COOKIE_ENCODING = 'tokens-only'

/**
 * Describes the session cookie. Its name comes from the project's public address alone, as auth-js would derive it: a server
 * that reaches Supabase under another address still finds the session.
 *
 * Over https the prefix `__Host-` makes browsers refuse a cookie of this name from a sibling domain or from plain http
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
 * Passes on what a client wants to write, except the removal of a session. auth-js removes a session whenever a refresh fails,
 * whatever the reason; that a session has ended is decided from the Auth server's own codes and carried out by
 * `sessionRemovals`. Stale chunks go together with the new session that replaces them.
 */
export function withoutSessionRemoval(writes: CookieWrite[], sessionName: string): CookieWrite[] {
  const ofSession = writes.filter(({ name }) => isSessionChunk(name, sessionName))
  if (ofSession.some(({ value }) => value !== '')) return writes
  return writes.filter((write) => !ofSession.includes(write))
}

/**
 * The writes that remove every chunk of the session that a browser sent.
 *
 * @param cookieHeader the Cookie header itself: what cannot be decoded is missing from parsed cookies, and has to go too.
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

const storedTokensSchema = z
  .object({ access_token: z.string(), refresh_token: z.string().min(1) })
  .transform(({ access_token, refresh_token }) => ({
    accessToken: access_token,
    refreshToken: refresh_token,
  }))

/** What the session cookie of a request holds, verified by no one: good for asking the Auth server, and for nothing else. */
export type StoredTokens = z.infer<typeof storedTokensSchema>

/**
 * Reads the tokens in a request's session cookie.
 *
 * @returns null when the cookie cannot be decoded or lacks one: then it holds no session.
 */
export async function storedTokens(
  cookies: { name: string; value: string }[],
  sessionName: string,
): Promise<StoredTokens | null> {
  const chunk = (name: string) => cookies.find((cookie) => cookie.name === name)?.value
  const stored = (await combineChunks(sessionName, chunk)) ?? ''
  try {
    const session: unknown = JSON.parse(
      stored.startsWith('base64-') ? stringFromBase64URL(stored.slice('base64-'.length)) : stored,
    )
    return storedTokensSchema.safeParse(session).data ?? null
  } catch {
    return null
  }
}

/**
 * Whether a browser sent more than one session: a cookie twice (another domain has set one too), or chunks beside a whole one.
 * Which of them counts would be up to chance, or to anyone who planted it (https://www.rfc-editor.org/rfc/rfc6265#section-8.6).
 */
export function hasAmbiguousSession(cookieHeader: string | null, { name }: SessionCookie): boolean {
  const chunks = cookieNames(cookieHeader).filter((cookieName) => isSessionChunk(cookieName, name))
  return chunks.length > new Set(chunks).size || (chunks.length > 1 && chunks.includes(name))
}

/** The names in a Cookie header (RFC 6265, 4.2.1), as often as they occur. */
function cookieNames(header: string | null): string[] {
  return (header ?? '').split(';').map((pair) => pair.split('=')[0]?.trim() ?? '')
}

/** A PKCE verifier is of use for minutes (its code lives for five), so it does not stay for the library's 400 days. */
export function withVerifierMaxAge(write: CookieWrite): CookieWrite {
  if (!write.name.endsWith('-code-verifier') || write.value === '') return write
  return { ...write, options: { ...write.options, maxAge: VERIFIER_LIFE_S } }
}
