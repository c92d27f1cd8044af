import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { listFactors } from './factor-row.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser, type Session } from './require-user.ts'
import { createTotpKey } from './totp.ts'
import type { UserRow } from './user-row.ts'

const Body = z.object({
  friendly_name: z.string().default(''),
  factor_type: z.string().default(''),
  issuer: z.string().default(''),
})

/** Seconds until a factor is dropped that was neither challenged nor verified. */
const FACTOR_EXPIRY = 300

/**
 * `POST /factors`. Begins to enroll an authenticator app. The factor counts once its first code is verified; only this answer holds
 * its secret. Throws 422 mfa_factor_name_conflict, too_many_enrolled_mfa_factors, mfa_totp_enroll_not_enabled, and 403
 * insufficient_aal at aal1 if another factor is verified.
 */
export async function enrollFactor(context: RequestContext): Promise<Response> {
  const { user, session } = await requireUser(context)
  const { friendly_name, factor_type, issuer } = readBody(context, Body)
  checkFactorType(context, factor_type)
  await checkFactors(context, user, session, friendly_name)

  const id = randomUUID()
  const key = createTotpKey(issuer || new URL(context.settings.site_url).host, user.email ?? '')
  await context.sql(
    `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
     values ($1, $2, $3, 'totp', 'unverified', $4, clock_timestamp(), clock_timestamp())`,
    [id, user.id, friendly_name, key.secret],
  )
  await audit(context, user, 'factor_in_progress', { factor_id: id })
  return Response.json({ id, type: 'totp', friendly_name, totp: key })
}

function checkFactorType({ settings }: RequestContext, type: string): void {
  if (type === 'phone')
    throw new AuthError(422, 'mfa_phone_enroll_not_enabled', 'MFA enroll is disabled for Phone')
  if (type === 'webauthn')
    throw new AuthError(422, 'mfa_webauthn_enroll_not_enabled', 'MFA enroll is disabled for WebAuthn')
  if (type !== 'totp') throw invalid('factor_type needs to be totp, phone, or webauthn')
  if (!settings.mfa.totp.enroll_enabled)
    throw new AuthError(422, 'mfa_totp_enroll_not_enabled', 'MFA enroll is disabled for TOTP')
}

async function checkFactors(context: RequestContext, user: UserRow, session: Session, name: string) {
  await context.sql(
    `delete from auth.mfa_factors factor
     where status <> 'verified' and created_at + make_interval(secs => $1) < clock_timestamp()
       and not exists (select from auth.mfa_challenges where factor_id = factor.id)`,
    [FACTOR_EXPIRY],
  )
  const factors = await listFactors(context.sql, user.id)
  if (factors.some(({ friendly_name }) => friendly_name === name)) {
    const message = `A factor with the friendly name ${JSON.stringify(name)} for this user already exists`
    throw new AuthError(422, 'mfa_factor_name_conflict', message)
  }
  if (factors.length >= context.settings.mfa.max_enrolled_factors) {
    const message = 'Maximum number of verified factors reached, unenroll to continue'
    throw new AuthError(422, 'too_many_enrolled_mfa_factors', message)
  }
  if (session.aal !== 'aal2' && factors.some(({ status }) => status === 'verified'))
    throw new AuthError(403, 'insufficient_aal', 'AAL2 required to enroll a new factor')
}
