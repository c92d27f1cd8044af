import { randomUUID } from 'node:crypto'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { CHALLENGE_LIFETIME_S } from './factor-challenge.ts'
import { loadFactor } from './load-factor.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'

/**
 * `POST /factors/{id}/challenge`. Creates a challenge, which one code from the same address can verify. Throws as loadFactor does,
 * and 422 mfa_totp_verify_not_enabled.
 */
export async function challengeFactor(context: RequestContext): Promise<Response> {
  const { user } = await requireUser(context)
  const factor = await loadFactor(context, user)
  if (factor.factor_type !== 'totp') throw invalid('factor_type needs to be totp, phone, or webauthn')
  if (!context.settings.mfa.totp.verify_enabled)
    throw new AuthError(422, 'mfa_totp_verify_not_enabled', 'MFA verification is disabled for TOTP')
  const [challenge] = await context.sql<{ id: string; created_at: string }>(
    `insert into auth.mfa_challenges (id, factor_id, ip_address, created_at) values ($1, $2, $3, clock_timestamp())
     returning id, created_at`,
    [randomUUID(), factor.id, context.ip],
  )
  if (!challenge) throw new Error('The new challenge is missing')
  await context.sql('update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = $1', [
    factor.id,
  ])
  await audit(context, user, 'challenge_created', { factor_id: factor.id, factor_status: factor.status })
  const expires_at = Math.floor(Date.parse(challenge.created_at) / 1000) + CHALLENGE_LIFETIME_S
  return Response.json({ id: challenge.id, type: factor.factor_type, expires_at })
}
