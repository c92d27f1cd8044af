import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { type ClientInfo, getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'
import { bearerToken, hasBearer } from './bearer'
import { authUnavailable, invalidToken, unauthenticated } from './errors'

/** Who calls the API, and the client that acts in their name: the database sees the same person. */
export type Caller = {
  user: Pick<SessionUser, 'id' | 'email'>
  client: SupabaseClient<Database>
  by: 'cookie' | 'token'
}

/**
 * Finds out who calls. A Bearer token wins over the cookie and is verified by the Auth server itself, which knows of a
 * sign-out too.
 *
 * @throws ApiError 401 when it is nobody, 503 when the Auth server gives no clear answer.
 */
export async function requireCaller(headers: Headers): Promise<Caller> {
  if (hasBearer(headers)) return await callerByToken(bearerToken(headers), getClientInfo(headers))

  const state = await sessionState()
  if (state.status !== 'signed-in') throw state.status === 'unknown' ? authUnavailable() : unauthenticated()
  return { user: state.user, client: await createClient(), by: 'cookie' }
}

async function callerByToken(token: string | null, visitor: ClientInfo): Promise<Caller> {
  if (!token) throw invalidToken('Malformed access token. Send the header as Authorization: Bearer <token>.')
  const client = createTokenClient(visitor, token)
  const { data, error } = await client.auth.getUser(token)
  if (error?.code === AUTH_UNAVAILABLE) throw authUnavailable()
  if (!data.user) throw invalidToken('The access token is invalid or expired, or its session has ended.')

  const { id, email } = data.user
  return {
    user: { id, email: email ?? '' },
    client,
    by: 'token',
  }
}
