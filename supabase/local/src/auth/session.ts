import { randomInt, randomUUID } from 'node:crypto'
import { createAccessToken } from './access-token.ts'
import type { RequestContext, Sql } from './request-context.ts'
import { toUserJson } from './user-json.ts'
import { type UserRow, updateUser } from './user-row.ts'

/** The characters of a refresh token. Any other token is rejected as malformed. */
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Starts a session for a user.
 * @param method how the user authenticated (`password`, `otp`, `oauth`, …), for the amr claim of its tokens.
 * @param notAfter when it ends; unset: when the settings say.
 * @returns the response with the session: tokens, expiry, and user, plus `extra`.
 */
export async function openSession(
  context: RequestContext,
  user: UserRow,
  method: string,
  extra: object = {},
  notAfter?: string,
): Promise<Response> {
  const id = randomUUID()
  const agent = context.request.headers.get('User-Agent')
  await context.sql(
    `insert into auth.sessions (id, user_id, aal, user_agent, ip, not_after, created_at, updated_at)
     values ($1, $2, 'aal1', $3, $4, $5, clock_timestamp(), clock_timestamp())`,
    [id, user.id, agent, context.ip, notAfter ?? null],
  )
  await addAuthenticationMethod(context.sql, id, method)
  const signedIn = await updateUser(context.sql, user.id, { last_sign_in_at: new Date().toISOString() })
  return sessionResponse(context, signedIn, id, await newRefreshToken(context, user.id, id), extra)
}

/** Records that a session was authenticated with this method, now. */
export async function addAuthenticationMethod(sql: Sql, sessionId: string, method: string): Promise<void> {
  await sql(
    `insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
     values ($1, $2, clock_timestamp(), clock_timestamp(), $3)
     on conflict (session_id, authentication_method) do update set updated_at = clock_timestamp()`,
    [randomUUID(), sessionId, method],
  )
}

/**
 * Stores a new refresh token of a session.
 * @param parent the token that it replaces.
 */
export async function newRefreshToken(
  context: RequestContext,
  userId: string,
  sessionId: string,
  parent?: string,
): Promise<string> {
  const token = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  await context.sql(
    `insert into auth.refresh_tokens (id, token, user_id, session_id, parent, revoked, created_at, updated_at)
     values ($1, $2, $3, $4, $5, false, clock_timestamp(), clock_timestamp())`,
    [randomUUID(), token, userId, sessionId, parent ?? null],
  )
  return token
}

/** The response with a session's tokens and its user. */
export async function sessionResponse(
  context: RequestContext,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
  extra: object = {},
) {
  const { token, expiresAt } = await createAccessToken(context, user, sessionId)
  return Response.json({
    access_token: token,
    token_type: 'bearer',
    expires_in: context.settings.jwt_expiry,
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user: await toUserJson(context.sql, user),
    ...extra,
  })
}
