import { maskUserAgent } from '@/utils/auth/devices/user-agent'
import { type Env, env } from '@/utils/env'
import { getRequestId } from '@/utils/log/request-id'
import { clientAddress } from '@/utils/request/client-address'

/** The client of a request, as the Auth server records it. Otherwise every session would show this server. */
export type ClientInfo = {
  userAgent: string | null
  address: string | undefined
  /** The request ID for the log. It is not sent to Supabase. */
  requestId?: string | undefined
}

/** For requests that no client has caused. */
export const NO_CLIENT: ClientInfo = { userAgent: null, address: undefined }

const MAX_USER_AGENT_CHARACTERS = 500

/** Reads the client from a request's headers. An address that no trusted proxy has set is left out. */
export function getClientInfo(headers: Headers): ClientInfo {
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null
  return { userAgent, address: clientAddress(headers, env().network), requestId: getRequestId(headers) }
}

type Keys = Pick<Env, 'publishableKey' | 'secretKey' | 'turnstileSiteKey'>

/** Adds the client to a request: User-Agent and X-Forwarded-For, which the Auth server and the audit log record. */
export function addClientHeaders({ headers }: Request, { userAgent, address }: ClientInfo): void {
  if (userAgent) headers.set('user-agent', userAgent)
  if (address) headers.set('x-forwarded-for', address)
}

/**
 * If a secret key is set, adds it to a request for the Auth API together with Sb-Forwarded-For, so that the server rate-limits
 * the client's address (https://supabase.com/docs/guides/auth/rate-limits). Never for the data API, where the key bypasses row
 * level security. The User-Agent is masked, because the gateway of a hosted project rejects a secret key from a browser
 * (https://supabase.com/docs/guides/api/api-keys).
 *
 * A request with the secret key skips the captcha (`verifyCaptcha` in supabase/auth, internal/api/middleware.go), so if a captcha
 * is configured, only requests with a user's token carry the key.
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
