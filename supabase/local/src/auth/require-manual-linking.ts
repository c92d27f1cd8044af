import { AuthError } from './auth-error.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import type { UserRow } from './user-row.ts'

/**
 * The caller, if users may add and remove sign-in methods (`enable_manual_linking`).
 * Throws as requireUser does, and 404 manual_linking_disabled.
 */
export async function requireManualLinking(context: RequestContext): Promise<UserRow> {
  const { user } = await requireUser(context)
  if (context.settings.enable_manual_linking) return user
  throw new AuthError(404, 'manual_linking_disabled', 'Manual linking is disabled')
}
