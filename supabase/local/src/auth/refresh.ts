import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { checkSessionAge } from './check-session-age.ts'
import { errorResponse } from './error-response.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { newRefreshToken, sessionResponse } from './session.ts'
import { findUser, isBanned, type UserRow } from './user-row.ts'

const Body = z.object({ refresh_token: z.string().default('') })

interface TokenRow {
  token: string
  user_id: string
  session_id: string
  parent: string | null
  revoked: boolean
  updated_at: string
}

/**
 * `POST /token?grant_type=refresh_token`. A token works once. The one before the current returns the current one, because its
 * owner may never have received it; within `refresh_token_reuse_interval` an older one works too.
 * After that, an old one ends the whole family: 400 refresh_token_already_used.
 */
export async function refresh(context: RequestContext): Promise<Response> {
  const { refresh_token } = readBody(context, Body)
  if (!/^[a-z0-9]{12}$/.test(refresh_token)) throw invalid('Refresh token is not valid')
  const [used] = await context.sql<TokenRow>('select * from auth.refresh_tokens where token = $1', [
    refresh_token,
  ])
  const user = used && (await findUser(context.sql, 'id', used.user_id))
  if (!used || !user) {
    throw new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')
  }
  if (isBanned(user)) throw new AuthError(400, 'user_banned', 'Invalid Refresh Token: User Banned')
  await checkSessionAge(context, used.session_id)

  const next = await successor(context, user, used)
  if (!next) {
    await revokeFamily(context, used.session_id)
    return errorResponse(
      new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used'),
      context.request,
    )
  }
  await context.sql(
    `update auth.sessions set refreshed_at = clock_timestamp() at time zone 'utc', updated_at = clock_timestamp(),
       user_agent = $2, ip = $3 where id = $1`,
    [used.session_id, context.request.headers.get('User-Agent'), context.ip],
  )
  return sessionResponse(context, user, used.session_id, next)
}

/** The token that replaces this one, or undefined if it may not be used any more. */
async function successor(
  context: RequestContext,
  user: UserRow,
  used: TokenRow,
): Promise<string | undefined> {
  if (used.revoked) {
    const [current] = await context.sql<TokenRow>(
      'select * from auth.refresh_tokens where session_id = $1 and not revoked order by created_at desc limit 1',
      [used.session_id],
    )
    if (current?.parent === used.token) {
      await audit(context, user, 'token_refreshed')
      return current.token
    }
    const reusableFor = context.settings.refresh_token_reuse_interval * 1000
    if (Date.now() > Date.parse(used.updated_at) + reusableFor) return undefined
  }
  await audit(context, user, 'token_refreshed')
  await audit(context, user, 'token_revoked')
  await context.sql(
    'update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp() where token = $1',
    [used.token],
  )
  return newRefreshToken(context, used.user_id, used.session_id, used.token)
}

async function revokeFamily(context: RequestContext, sessionId: string): Promise<void> {
  if (!context.settings.enable_refresh_token_rotation) return
  await context.sql(
    'update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp() where session_id = $1 and not revoked',
    [sessionId],
  )
}
