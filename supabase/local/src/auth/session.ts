import { randomInt, randomUUID } from 'node:crypto'
import { accessToken } from './access-token.ts'
import type { Call } from './call.ts'
import { userJson } from './user-json.ts'
import { type UserRow, updateUser } from './user-row.ts'

/** What a refresh token is made of; a request with anything else is refused by its form alone. */
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Opens a session for a user.
 * @param method how the user proved who they are (`password`, `otp`, `oauth`, …); it stays in the tokens' amr claim.
 * @returns the answer that carries the session: tokens, expiry and user, plus `extra`.
 */
export async function openSession(
  call: Call,
  user: UserRow,
  method: string,
  extra: object = {},
): Promise<Response> {
  const id = randomUUID()
  const agent = call.request.headers.get('User-Agent')
  await call.sql(
    `insert into auth.sessions (id, user_id, aal, user_agent, ip, created_at, updated_at)
     values ($1, $2, 'aal1', $3, $4, clock_timestamp(), clock_timestamp())`,
    [id, user.id, agent, call.ip],
  )
  await call.sql(
    `insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
     values ($1, $2, clock_timestamp(), clock_timestamp(), $3)`,
    [randomUUID(), id, method],
  )
  const signedIn = await updateUser(call.sql, user.id, { last_sign_in_at: new Date().toISOString() })
  return sessionResponse(call, signedIn, id, await newRefreshToken(call, user.id, id), extra)
}

/**
 * Writes a new refresh token of a session.
 * @param parent the token it replaces.
 */
export async function newRefreshToken(
  call: Call,
  userId: string,
  sessionId: string,
  parent?: string,
): Promise<string> {
  const token = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  await call.sql(
    `insert into auth.refresh_tokens (id, token, user_id, session_id, parent, revoked, created_at, updated_at)
     values ($1, $2, $3, $4, $5, false, clock_timestamp(), clock_timestamp())`,
    [randomUUID(), token, userId, sessionId, parent ?? null],
  )
  return token
}

/** The answer that carries a session's tokens and its user. */
export async function sessionResponse(
  call: Call,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
  extra: object = {},
) {
  const { token, expiresAt } = await accessToken(call, user, sessionId)
  return Response.json({
    access_token: token,
    token_type: 'bearer',
    expires_in: call.settings.jwt_expiry,
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user: await userJson(call.sql, user),
    ...extra,
  })
}
