import { clientAddress } from '@/utils/client-address'
import { type Env, env } from '@/utils/env'

/** The person behind a request, as the Auth server should see them: else every session would come from this server. */
export type Visitor = { userAgent: string | null; address: string | undefined }

/** For what this server asks on nobody's behalf. */
export const NOBODY: Visitor = { userAgent: null, address: undefined }

const USER_AGENT_MOST_CHARACTERS = 500

/** Reads the visitor from a request's headers. An address that nobody trustworthy vouches for is left out. */
export function visitorOf(headers: Headers): Visitor {
  const userAgent = headers.get('user-agent')?.slice(0, USER_AGENT_MOST_CHARACTERS) ?? null
  return { userAgent, address: clientAddress(headers, env().network) }
}

type Keys = Pick<Env, 'publishableKey' | 'secretKey' | 'turnstileSiteKey'>

/**
 * Adds to a request for the Auth API who it is made for: User-Agent and X-Forwarded-For, which the server records, and, where
 * a secret key is set, Sb-Forwarded-For, by which it also limits (https://supabase.com/docs/guides/auth/rate-limits).
 *
 * A request under the secret key is excused from the captcha (`verifyCaptcha` in supabase/auth, internal/api/middleware.go),
 * so where one is configured only requests with a user's own token carry the key.
 */
export function introduce(request: Request, { userAgent, address }: Visitor, keys: Keys): void {
  const { headers } = request
  if (userAgent) headers.set('user-agent', userAgent)
  if (!address) return
  headers.set('x-forwarded-for', address)

  const { publishableKey, secretKey, turnstileSiteKey } = keys
  const anonymous = [null, `Bearer ${publishableKey}`].includes(headers.get('authorization'))
  if (!secretKey || (anonymous && turnstileSiteKey)) return
  headers.set('sb-forwarded-for', address)
  headers.set('apikey', secretKey)
  if (anonymous) headers.set('authorization', `Bearer ${secretKey}`)
}
