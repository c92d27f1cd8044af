import { z } from 'zod'
import { processSingleton } from '@/utils/process/process-singleton'

/** As long as auth-js itself keeps them. */
const KEPT_MS = 10 * 60_000

const keySetSchema = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string().optional(),
      kty: z.enum(['RSA', 'EC', 'oct']),
      key_ops: z.array(z.string()).default(['verify']),
    }),
  ),
})
const headerSchema = z.object({ alg: z.string(), kid: z.string().optional() })

export type Jwks = z.infer<typeof keySetSchema>

const known = processSingleton('the published keys of the project', () => ({
  keys: { keys: [] } as Jwks,
  until: 0,
}))

/** The keys that this process knows to verify access tokens with: none in a fresh one, nor where the project's key is symmetric. */
export const cachedJwks = (): Jwks => known().keys

/**
 * Sees to it that the pages behind the middleware can verify a token without a call: in a fresh process, and after the project's
 * signing key was rotated, the published keys are asked for.
 *
 * @param accessToken one that the Auth server has accepted.
 * @param ask sends a GET to the project.
 * @returns false when they cannot be had and the token's own is not among those known: then nobody can verify it.
 */
export async function ensureSigningKey(
  accessToken: string,
  ask: (path: string) => Promise<Response>,
): Promise<boolean> {
  const { alg, kid } = headerOf(accessToken) ?? {}
  // With a symmetric key it is the Auth server that verifies (https://supabase.com/docs/guides/auth/signing-keys).
  if (!kid || alg?.startsWith('HS')) return true
  const keys = known()
  const isKnown = keys.keys.keys.some((key) => key.kid === kid)
  if (isKnown && keys.until > Date.now()) return true
  const answer = await ask('/auth/v1/.well-known/jwks.json')
  const published = answer.ok ? keySetSchema.safeParse(await answer.json()).data : undefined
  if (published) Object.assign(keys, { keys: published, until: Date.now() + KEPT_MS })
  return isKnown || published !== undefined
}

function headerOf(token: string): z.infer<typeof headerSchema> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
    return headerSchema.safeParse(header).data
  } catch {
    return undefined
  }
}
