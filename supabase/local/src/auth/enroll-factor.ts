import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { checkNewFactor } from './check-new-factor.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import { createTotpKey } from './totp.ts'

const Body = z.object({
  friendly_name: z.string().default(''),
  factor_type: z.string().default(''),
  issuer: z.string().default(''),
})

/**
 * `POST /factors`. Begins to enroll an authenticator app. The factor counts once its first code is verified; only this response
 * contains its secret. Throws as checkNewFactor does, 400 validation_failed, 422 mfa_totp_enroll_not_enabled.
 */
export async function enrollFactor(context: RequestContext): Promise<Response> {
  const { user, session } = await requireUser(context)
  const { friendly_name, factor_type, issuer } = readBody(context, Body)
  checkFactorType(context, factor_type)
  await checkNewFactor(context, user, session, friendly_name)

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
