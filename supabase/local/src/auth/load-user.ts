import { AuthError } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { findUser, type UserRow } from './user-row.ts'

/**
 * The user in the path of an admin's request, by the segment after `/admin/users`.
 * Throws as requireAdmin does, 404 validation_failed, 404 user_not_found.
 */
export async function loadUser(context: RequestContext): Promise<UserRow> {
  await requireAdmin(context)
  const id = context.url.pathname.split('/')[5] ?? ''
  if (!isUuid(id)) throw new AuthError(404, 'validation_failed', 'user_id must be an UUID')
  const user = await findUser(context.sql, 'id', id)
  if (!user) throw new AuthError(404, 'user_not_found', 'User not found')
  return user
}
