import { createLocalJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import { processSingleton } from '@/utils/process/process-singleton'

/** How long keys are used before they are requested again. auth-js keeps them as long. */
const MAX_AGE_MS = 10 * 60_000

const jwksSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), kty: z.enum(['RSA', 'EC', 'oct']) })),
})
const headerSchema = z.object({ alg: z.string(), kid: z.string().optional() })

type CachedJwks = { keyIds: (string | undefined)[]; getKey: JWTVerifyGetKey; until: number }

const cached = processSingleton('the signing keys of the project', () => ({
  jwks: { keyIds: [], getKey: createLocalJWKSet({ keys: [] }), until: 0 } as CachedJwks,
}))

/**
 * Makes sure that pages can verify a token without a call: in a fresh process, and after the project's signing key was rotated,
 * the published keys are requested.
 *
 * @param accessToken one that the Auth server has accepted.
 * @param get sends a GET request to the project.
 * @returns false if the token's key is not cached and cannot be fetched.
 */
export async function ensureSigningKey(
  accessToken: string,
  get: (path: string) => Promise<Response>,
): Promise<boolean> {
  const header = headerOf(accessToken)
  if (!header || isSymmetric(header)) return true
  const { keyIds, until } = cached().jwks
  const isKnown = keyIds.includes(header.kid)
  if (isKnown && until > Date.now()) return true
  const response = await get('/auth/v1/.well-known/jwks.json')
  const published = response.ok ? jwksSchema.safeParse(await response.json()).data : undefined
  if (!published) return isKnown
  cached().jwks = {
    keyIds: published.keys.map(({ kid }) => kid),
    getKey: createLocalJWKSet(published),
    until: Date.now() + MAX_AGE_MS,
  }
  return true
}

/**
 * Verifies an access token's signature and expiry with the cached keys. jose imports each key once; auth-js would import it for
 * every token.
 *
 * @returns the token's claims, null if it is invalid, or undefined if only the Auth server can verify it: because the key is
 *   symmetric or not cached.
 */
export async function verifyAccessToken(accessToken: string): Promise<JWTPayload | null | undefined> {
  const header = headerOf(accessToken)
  if (header && isSymmetric(header)) return undefined
  try {
    return (await jwtVerify(accessToken, cached().jwks.getKey)).payload
  } catch (error) {
    // By code, not class: the keys may come from the middleware's bundle, which has its own classes.
    const isUnknownKey =
      error instanceof Error && 'code' in error && error.code === errors.JWKSNoMatchingKey.code
    return isUnknownKey ? undefined : null
  }
}

type Header = z.infer<typeof headerSchema>

/** https://supabase.com/docs/guides/auth/signing-keys: tokens signed with the shared secret name no published key. */
const isSymmetric = ({ alg, kid }: Header) => !kid || alg.startsWith('HS')

function headerOf(token: string): Header | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
    return headerSchema.safeParse(header).data
  } catch {
    return undefined
  }
}
