import type { JWTPayload } from 'jose'
import { AuthError } from './auth-error.ts'
import { jwtErrorMessage } from './jwt-error.ts'
import type { RequestContext } from './request-context.ts'

/**
 * What the caller's token says. The gateway gives a request that carries nothing but an API key the token of the key's role.
 * @returns the claims of the bearer token. Throws 401 no_authorization for another kind of Authorization, 403 bad_jwt for a
 * token that this server did not sign or that has expired.
 */
export async function readClaims(context: RequestContext): Promise<JWTPayload> {
  const header = context.request.headers.get('Authorization')
  if (header === null || /^Bearer sb_/.test(header))
    return { role: context.apiKey === 'secret' ? 'service_role' : 'anon' }
  const token = /^(?:B|b)earer\s+(\S+)$/.exec(header)?.[1]
  if (!token) throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  try {
    return await context.key.verify(token)
  } catch (error) {
    const problem = jwtErrorMessage(token, error)
    throw new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${problem}`)
  }
}
