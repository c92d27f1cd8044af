import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'

/** Throws 401 no_authorization unless the request carries the secret key. */
export function requireSecretKey({ apiKey }: Call): void {
  if (apiKey !== 'secret')
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
}
