import { maskUserAgent } from '@/utils/auth/devices/user-agent'
import { type Env, env } from '@/utils/env'
import { getRequestId } from '@/utils/log/request-id'
import { clientAddress } from '@/utils/request/client-address'

/** The person behind a request, as the Auth server should see them: else every session would come from this server. */
export type ClientInfo = {
  userAgent: string | null
  address: string | undefined
  /** What the request is called in the log. Supabase is not told. */
  requestId?: string | undefined
}

/** For what this server asks on no one's behalf. */
export const NO_CLIENT: ClientInfo = { userAgent: null, address: undefined }

const MAX_USER_AGENT_CHARACTERS = 500

/** Reads the visitor from a request's headers. An address that no one trustworthy vouches for is left out. */
export function getClientInfo(headers: Headers): ClientInfo {
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null
  return { userAgent, address: clientAddress(headers, env().network), requestId: getRequestId(headers) }
}

type Keys = Pick<Env, 'publishableKey' | 'secretKey' | 'turnstileSiteKey'>

/** Adds to a request who it is made for: User-Agent and X-Forwarded-For, which Auth server and audit log record. */
export function addClientHeaders({ headers }: Request, { userAgent, address }: ClientInfo): void {
  if (userAgent) headers.set('user-agent', userAgent)
  if (address) headers.set('x-forwarded-for', address)
}

/**
 * Adds to a request for the Auth API, where a secret key is set, Sb-Forwarded-For, by which the server also limits
 * (https://supabase.com/docs/guides/auth/rate-limits). Never to one for the data API, which the key would open altogether, and never
 * under a browser's User-Agent: the gateway of a hosted project refuses that
 * (https://supabase.com/docs/guides/api/api-keys), so the visitor's goes along masked.
 *
 * A request under the secret key is excused from the captcha (`verifyCaptcha` in supabase/auth, internal/api/middleware.go),
 * so where one is configured only requests with a user's own token carry the key.
 */
export function addSecretKeyHeaders(
  { headers }: Request,
  { userAgent, address }: ClientInfo,
  keys: Keys,
): void {
  const { publishableKey, secretKey, turnstileSiteKey } = keys
  const anonymous = [null, `Bearer ${publishableKey}`].includes(headers.get('authorization'))
  if (!address || !secretKey || (anonymous && turnstileSiteKey)) return
  headers.set('user-agent', maskUserAgent(userAgent))
  headers.set('sb-forwarded-for', address)
  headers.set('apikey', secretKey)
  if (anonymous) headers.set('authorization', `Bearer ${secretKey}`)
}
