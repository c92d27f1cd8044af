import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { readClaims } from './claims.ts'

/** Throws as readClaims does, and 403 not_admin unless the caller's token has the role `service_role`. */
export async function requireAdmin(call: Call): Promise<void> {
  const { role } = await readClaims(call)
  if (role !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed')
}
