import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { errorResponse } from './error-response.ts'
import { raiseSession } from './factor-session.ts'
import { readBody } from './read-body.ts'
import { findRecoveryCodes, hashRecoveryCode, recordFailures } from './recovery-code-set.ts'
import type { Endpoint } from './request-context.ts'
import { requireUser } from './require-user.ts'

const Body = z.object({ code: z.string().default('') })

/**
 * `POST /factors/recovery-codes/verify`. Uses up a code, regardless of case, spaces, and hyphens, and raises the session (see
 * raiseSession). Five wrong codes in a row lock all codes for 15 minutes. Throws 400 validation_failed, 422
 * mfa_recovery_codes_verify_not_enabled, 422 mfa_verification_failed, 429 mfa_recovery_codes_locked.
 */
export const verifyRecoveryCode: Endpoint = async (context) => {
  const { sql } = context
  const { user, session } = await requireUser(context)
  if (!context.settings.mfa.recovery_codes) {
    const message = 'MFA verification is disabled for recovery codes'
    throw new AuthError(422, 'mfa_recovery_codes_verify_not_enabled', message)
  }
  const code = readBody(context, Body).code.toLowerCase().replace(/[\s-]/g, '')
  if (code === '') throw invalid('Code needs to be non-empty')
  const wrong = new AuthError(422, 'mfa_verification_failed', 'Invalid recovery code entered')
  const set = await findRecoveryCodes(sql, user.id)
  if (!set) throw wrong
  if (set.is_locked) {
    const message = 'Too many failed verification attempts, try again later'
    throw new AuthError(429, 'mfa_recovery_codes_locked', message)
  }
  const consumed = await sql(
    `update auth.mfa_recovery_codes set consumed_at = clock_timestamp()
     where mfa_recovery_code_set_id = $1 and consumed_at is null and code_hash = $2 returning id`,
    [set.id, hashRecoveryCode(code)],
  )
  if (consumed.length === 0) {
    await recordFailures(sql, set.id, set.was_locked ? 1 : set.failed_verification_count + 1)
    return errorResponse(wrong, context.request)
  }
  await recordFailures(sql, set.id, 0)
  await audit(context, user, 'recovery_codes_verified', {
    factor_id: set.factor.id,
    remaining: set.remaining - 1,
  })
  return raiseSession(context, user, session, set.factor)
}
