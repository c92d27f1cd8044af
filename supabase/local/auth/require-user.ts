import { errors, type JWTPayload } from 'jose'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { findUser, type UserRow } from './user-row.ts'

export interface Session {
  id: string
  created_at: string
}

/**
 * Who is calling, by the access token in the Authorization header.
 * @returns the user and the session. Throws 401 no_authorization without a token, 403 bad_jwt for one this server did
 * not sign or that has expired, 403 user_not_found and 403 session_not_found when those are gone.
 */
export async function requireUser(call: Call): Promise<{ user: UserRow; session: Session }> {
  const token = /^Bearer\s+(?!sb_)(\S+)$/i.exec(call.request.headers.get('Authorization') ?? '')?.[1]
  if (!token) throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  const claims = await readClaims(call, token)
  if (!claims.sub) throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim')
  const user = await findUser(call.sql, 'id', claims.sub)
  if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  const [session] = await call.sql<Session>(
    'select id, created_at from auth.sessions where id = $1 and user_id = $2',
    [claims.session_id, user.id],
  )
  if (!session)
    throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
  return { user, session }
}

async function readClaims(call: Call, token: string): Promise<JWTPayload> {
  try {
    return await call.key.verify(token)
  } catch (error) {
    throw new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${reason(error)}`)
  }
}

function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'token has invalid claims: token is expired'
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'token signature is invalid: signature is invalid'
  return 'token is malformed'
}
