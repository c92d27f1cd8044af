import { AuthError } from './auth-error.ts'
import { readClaims } from './claims.ts'
import type { RequestContext } from './request-context.ts'

/** Throws as readClaims does, and 403 not_admin unless the caller's token has the role `service_role`. */
export async function requireAdmin(context: RequestContext): Promise<void> {
  const { role } = await readClaims(context)
  if (role !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed')
}
