import { AuthError } from './auth-error.ts'
import { readClaims } from './claims.ts'
import type { RequestContext } from './request-context.ts'
import { findUser, isBanned, type UserRow } from './user-row.ts'

export interface Session {
  id: string
  created_at: string
  aal: 'aal1' | 'aal2' | 'aal3'
}

/**
 * The caller, by the access token in the Authorization header.
 * @returns the user and the session. Throws as readClaims does, 403 bad_jwt for a token without a subject, 403 user_not_found and 403
 * session_not_found when those are gone, 403 user_banned.
 */
export async function requireUser(context: RequestContext): Promise<{ user: UserRow; session: Session }> {
  const claims = await readClaims(context)
  if (!claims.sub) throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim')
  const user = await findUser(context.sql, 'id', claims.sub)
  if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  const [session] = await context.sql<Session>(
    'select id, created_at, aal from auth.sessions where id = $1 and user_id = $2',
    [claims.session_id, user.id],
  )
  if (!session)
    throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  return { user, session }
}

/**
 * As requireUser, for endpoints that are closed to anonymous users. The claim of the token decides.
 * Throws 403 no_authorization for an anonymous user.
 */
export async function requirePermanentUser(context: RequestContext): Promise<void> {
  await requireUser(context)
  const { is_anonymous } = await readClaims(context)
  if (is_anonymous)
    throw new AuthError(403, 'no_authorization', 'Anonymous user not allowed to perform these actions')
}
