import { AuthError } from './auth-error.ts'
import type { FactorRow } from './factor-row.ts'
import { isUuid } from './is-uuid.ts'
import type { RequestContext } from './request-context.ts'
import type { UserRow } from './user-row.ts'

/**
 * The factor of a user that a request is about, by the segment of its path after `factors`.
 * Throws 404 validation_failed, and 404 mfa_factor_not_found for a factor that the user does not have.
 */
export async function loadFactor({ url, sql }: RequestContext, user: UserRow): Promise<FactorRow> {
  const id = /\/factors\/([^/]*)/.exec(url.pathname)?.[1] ?? ''
  if (!isUuid(id)) throw new AuthError(404, 'validation_failed', 'factor_id must be an UUID')
  const [factor] = await sql<FactorRow>('select * from auth.mfa_factors where id = $1 and user_id = $2', [
    id,
    user.id,
  ])
  if (!factor) throw new AuthError(404, 'mfa_factor_not_found', 'Factor not found')
  return factor
}
