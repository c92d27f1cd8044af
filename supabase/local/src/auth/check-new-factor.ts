import { AuthError } from './auth-error.ts'
import { type FactorRow, listFactors } from './factor-row.ts'
import type { RequestContext } from './request-context.ts'
import type { Session } from './require-user.ts'
import type { UserRow } from './user-row.ts'

/** Seconds until a factor that was neither challenged nor verified is deleted. */
const UNUSED_FACTOR_LIFETIME_S = 300

/**
 * Checks that a user may add a factor.
 * @param name of the new factor.
 * @returns the existing factors of the user. Throws 422 mfa_factor_name_conflict, 422 too_many_enrolled_mfa_factors, and 403
 * insufficient_aal at aal1 if one of them is verified.
 */
export async function checkNewFactor(
  { sql, settings }: RequestContext,
  user: UserRow,
  session: Session,
  name: string,
): Promise<FactorRow[]> {
  await sql(
    `delete from auth.mfa_factors factor
     where status <> 'verified' and created_at + make_interval(secs => $1) < clock_timestamp()
       and not exists (select from auth.mfa_challenges where factor_id = factor.id)`,
    [UNUSED_FACTOR_LIFETIME_S],
  )
  const factors = await listFactors(sql, user.id)
  if (factors.some(({ friendly_name }) => friendly_name === name)) {
    const message = `A factor with the friendly name ${JSON.stringify(name)} for this user already exists`
    throw new AuthError(422, 'mfa_factor_name_conflict', message)
  }
  if (factors.length >= settings.mfa.max_enrolled_factors) {
    const message = 'Maximum number of verified factors reached, unenroll to continue'
    throw new AuthError(422, 'too_many_enrolled_mfa_factors', message)
  }
  if (session.aal !== 'aal2' && factors.some(({ status }) => status === 'verified'))
    throw new AuthError(403, 'insufficient_aal', 'AAL2 required to enroll a new factor')
  return factors
}
