import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { errorResponse } from './error-response.ts'
import { findChallenge } from './factor-challenge.ts'
import { raiseSession } from './factor-session.ts'
import { loadFactor } from './load-factor.ts'
import { notifyOwner } from './notify-owner.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import { isTotpCode } from './totp.ts'

const Body = z.object({
  challenge_id: z.uuid().default('00000000-0000-0000-0000-000000000000'),
  code: z.string().default(''),
})

/**
 * `POST /factors/{id}/verify`. Verifies a factor with a code of its app; the first time, this completes the enrollment. The session
 * is raised (see raiseSession), and unverified factors are deleted. A challenge works once, a code does not. Throws as loadFactor
 * and findChallenge do, 400 validation_failed, 422 mfa_totp_verify_not_enabled, 422 mfa_verification_failed.
 */
export async function verifyFactor(context: RequestContext): Promise<Response> {
  const { sql } = context
  const { user, session } = await requireUser(context)
  const factor = await loadFactor(context, user)
  const { challenge_id, code } = readBody(context, Body)
  if (code === '') throw invalid('Code needs to be non-empty')
  if (factor.factor_type !== 'totp') throw invalid('factor_type needs to be totp, phone, or webauthn')
  if (!context.settings.mfa.totp.verify_enabled)
    throw new AuthError(422, 'mfa_totp_verify_not_enabled', 'MFA verification is disabled for TOTP')
  const challenge = await findChallenge(context, factor, challenge_id)
  if (challenge instanceof AuthError) return errorResponse(challenge, context.request)
  if (!isTotpCode(factor.secret ?? '', code))
    throw new AuthError(422, 'mfa_verification_failed', 'Invalid TOTP code entered')

  const { id: factor_id, factor_type } = factor
  await audit(context, user, 'verification_attempted', { factor_id, challenge_id: challenge, factor_type })
  await sql('update auth.mfa_challenges set verified_at = clock_timestamp() where id = $1', [challenge])
  if (factor.status === 'unverified')
    await sql(
      `update auth.mfa_factors set status = 'verified', updated_at = clock_timestamp() where id = $1`,
      [factor_id],
    )
  const response = await raiseSession(context, user, session, factor)
  await sql(
    `delete from auth.mfa_factors where user_id = $1 and status = 'unverified' and factor_type = $2`,
    [user.id, factor_type],
  )
  if (factor.status === 'unverified') await notifyOwner(context, user, 'mfa_factor_enrolled', factor_type)
  return response
}
