import type { RequestContext } from './request-context.ts'
import type { UserRow } from './user-row.ts'

interface AmrRow {
  authentication_method: string
  updated_at: string
}

/** The authentication methods of a second factor. One of them makes a token aal2, whatever the session's row says. */
const SECOND_FACTORS = new Set(['totp', 'mfa/phone', 'mfa/webauthn', 'mfa/recovery_code'])

/**
 * Signs an access token with the claims of the real server.
 * @returns the token and when it expires, in seconds since 1970. `amr` names how the session was authenticated, newest first.
 */
export async function createAccessToken(
  context: RequestContext,
  user: UserRow,
  sessionId: string,
): Promise<{ token: string; expiresAt: number }> {
  const methods = await context.sql<AmrRow>(
    'select authentication_method, updated_at from auth.mfa_amr_claims where session_id = $1 order by updated_at desc',
    [sessionId],
  )
  const issuedAt = Math.floor(Date.now() / 1000)
  const expiresAt = issuedAt + context.settings.jwt_expiry
  const token = await context.key.sign({
    iss: context.issuer,
    sub: user.id,
    aud: user.aud,
    exp: expiresAt,
    iat: issuedAt,
    email: user.email ?? '',
    phone: user.phone ?? '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: methods.some((row) => SECOND_FACTORS.has(row.authentication_method)) ? 'aal2' : 'aal1',
    amr: methods.map((row) => ({
      method: row.authentication_method,
      timestamp: Math.floor(Date.parse(row.updated_at) / 1000),
      ...(row.authentication_method === 'sso/saml' && { provider: ssoProviderId(user) }),
    })),
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  })
  return { token, expiresAt }
}

/** A user of single sign-on has one identity. */
function ssoProviderId({ raw_app_meta_data }: UserRow): string {
  return String(raw_app_meta_data?.provider ?? '').replace(/^sso:/, '')
}
