import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { type FactorRow, listFactors } from './factor-row.ts'
import { lowerSessions } from './factor-session.ts'
import { loadFactor } from './load-factor.ts'
import { notifyOwner } from './notify-owner.ts'
import { hasOtherUsableFactor } from './other-usable-factor.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'

/**
 * `DELETE /factors/{id}`. Removes a factor; the sessions that it raised become aal1, including this one. Throws as loadFactor does,
 * and 422 insufficient_aal at aal1 if the factor is verified, 422 mfa_recovery_codes_sole_factor, and 422 validation_failed for
 * recovery codes.
 */
export async function unenrollFactor(context: RequestContext): Promise<Response> {
  const { user, session } = await requireUser(context)
  const factor = await loadFactor(context, user)
  if (factor.factor_type === 'recovery_code') {
    const message =
      'Recovery codes cannot be unenrolled with this endpoint, use DELETE /factors/recovery-codes'
    throw new AuthError(422, 'validation_failed', message)
  }
  if (factor.status === 'verified' && session.aal !== 'aal2')
    throw new AuthError(422, 'insufficient_aal', 'AAL2 required to unenroll verified factor')
  if (factor.status === 'verified' && (await wouldLeaveRecoveryCodesAlone(context, factor))) {
    const message =
      'Recovery codes cannot be the only verified factor. Please enroll another factor before unenrolling this one or delete your recovery codes.'
    throw new AuthError(422, 'mfa_recovery_codes_sole_factor', message)
  }
  await context.sql('delete from auth.mfa_factors where id = $1', [factor.id])
  await audit(context, user, 'factor_unenrolled', {
    factor_id: factor.id,
    factor_status: factor.status,
    session_id: session.id,
  })
  await lowerSessions(context.sql, factor)
  await notifyOwner(context, user, 'mfa_factor_unenrolled', factor.factor_type)
  return Response.json({ id: factor.id })
}

async function wouldLeaveRecoveryCodesAlone(context: RequestContext, factor: FactorRow): Promise<boolean> {
  const factors = await listFactors(context.sql, factor.user_id)
  return (
    factors.some(({ factor_type }) => factor_type === 'recovery_code') &&
    !hasOtherUsableFactor(context, factors, factor.id)
  )
}
