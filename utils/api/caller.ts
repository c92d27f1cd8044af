import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { hasVerifiedFactor, parseSessionAssurance } from '@/utils/auth/mfa/session-assurance'
import { mayHaveLostAccess } from '@/utils/auth/sessions/access-end'
import { type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import { type ClientInfo, getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'
import { bearerToken, hasBearer } from './bearer'
import {
  aal2Required,
  authUnavailable,
  dataUnavailable,
  invalidToken,
  sessionEnded,
  unauthenticated,
} from './errors'

/** The user who calls the API, and a client with their session: row level security applies to them. */
export type Caller = {
  user: Pick<SessionUser, 'id' | 'email'>
  client: SupabaseClient<Database>
  by: 'cookie' | 'token'
}

/**
 * Identifies the caller. A Bearer token takes precedence over the cookie. The Auth server verifies it, because it also knows
 * whether the session has ended.
 *
 * @throws ApiError 401 without a valid session, 403 for one that lacks the user's second factor, 503 when the Auth server or the
 *   database gives no clear response.
 */
export async function requireCaller(headers: Headers): Promise<Caller> {
  if (hasBearer(headers)) return await callerByToken(bearerToken(headers), getClientInfo(headers))

  const state = await sessionState()
  if (state.status === 'mfa-pending') throw aal2Required()
  if (state.status !== 'signed-in') throw state.status === 'unknown' ? authUnavailable() : unauthenticated()
  return { user: state.user, client: await createClient(), by: 'cookie' }
}

async function callerByToken(token: string | null, clientInfo: ClientInfo): Promise<Caller> {
  if (!token) throw invalidToken('Malformed access token. Send the header as Authorization: Bearer <token>.')
  const client = createTokenClient(clientInfo, token)
  const { data, error } = await client.auth.getUser(token)
  if (error?.code === AUTH_UNAVAILABLE) throw authUnavailable()
  if (!data.user) throw sessionEnded('token')

  // The Auth server does not know the time-outs of the database, or when access ends.
  if (hasVerifiedFactor(data.user) || mayHaveLostAccess(data.user) || env().sessionTimeouts) {
    const assurance = parseSessionAssurance((await client.rpc('session_assurance')).data)
    if (!assurance) throw dataUnavailable()
    if (assurance === 'session_ended') throw sessionEnded('token')
    if (assurance === 'aal2_required') throw aal2Required()
  }
  const { id, email } = data.user
  return {
    user: { id, email: email ?? '' },
    client,
    by: 'token',
  }
}
