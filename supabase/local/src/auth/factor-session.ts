import { audit } from './audit.ts'
import type { FactorRow } from './factor-row.ts'
import type { RequestContext, Sql } from './request-context.ts'
import type { Session } from './require-user.ts'
import { addAuthenticationMethod, newRefreshToken, sessionResponse } from './session.ts'
import type { UserRow } from './user-row.ts'

/** The authentication method that a factor of each type adds to a session. */
const methods = {
  totp: 'totp',
  phone: 'mfa/phone',
  webauthn: 'mfa/webauthn',
  recovery_code: 'mfa/recovery_code',
}

/**
 * Raises a session to aal2 with a factor, revokes its refresh token, and ends the user's sessions at aal1.
 * @returns the response with the new tokens.
 */
export async function raiseSession(
  context: RequestContext,
  user: UserRow,
  { id }: Session,
  factor: FactorRow,
): Promise<Response> {
  await addAuthenticationMethod(context.sql, id, methods[factor.factor_type])
  await audit(context, user, 'token_revoked')
  const [revoked] = await context.sql<{ token: string }>(
    `update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp()
     where session_id = $1 and not revoked returning token`,
    [id],
  )
  const refreshToken = await newRefreshToken(context, user.id, id, revoked?.token)
  await context.sql(`update auth.sessions set aal = 'aal2', factor_id = $2 where id = $1`, [id, factor.id])
  await context.sql(`delete from auth.sessions where user_id = $1 and aal < 'aal2'`, [user.id])
  return sessionResponse(context, user, id, refreshToken)
}

/** Lowers the sessions that a factor raised, now that it is gone. */
export async function lowerSessions(sql: Sql, factor: FactorRow): Promise<void> {
  await sql(
    `delete from auth.mfa_amr_claims where authentication_method = $2
       and session_id in (select id from auth.sessions where factor_id = $1)`,
    [factor.id, methods[factor.factor_type]],
  )
  await sql(`update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1`, [factor.id])
}
