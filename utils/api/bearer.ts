/** RFC 6750, 2.1; what Supabase issues is a JWT in compact form (RFC 7519, 3). */
const BEARER_JWT = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * True when a request names its caller by `Authorization: Bearer`, be what follows ever so wrong: then that alone counts, and
 * no cookie. Other schemes are not ours; a site may stand behind one.
 */
export function hasBearer(headers: Headers): boolean {
  return /^bearer( |$)/i.test(headers.get('authorization') ?? '')
}

/** The token of such a request, not verified yet; null when it has not even a token's form. */
export function bearerToken(headers: Headers): string | null {
  return BEARER_JWT.exec(headers.get('authorization') ?? '')?.[1] ?? null
}
