/** RFC 6750, 2.1. Supabase issues JWTs in compact form (RFC 7519, 3). */
const BEARER_JWT = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * True if a request uses `Authorization: Bearer`, even with a malformed token: then the cookie is ignored. Other schemes are
 * ignored, because a site may be behind HTTP authentication.
 */
export function hasBearer(headers: Headers): boolean {
  return /^bearer( |$)/i.test(headers.get('authorization') ?? '')
}

/** The unverified token of such a request; null if it does not have the form of one. */
export function bearerToken(headers: Headers): string | null {
  return BEARER_JWT.exec(headers.get('authorization') ?? '')?.[1] ?? null
}
