import { z } from 'zod'
import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { isVerifier } from './pkce.ts'
import { readBody } from './read-body.ts'
import { openSession } from './session.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ auth_code: z.string().default(''), code_verifier: z.string().default('') })

const lifetime = 5 * 60 * 1000

interface FlowRow {
  id: string
  user_id: string | null
  authentication_method: string
  code_challenge: string
  code_challenge_method: 's256' | 'plain'
  provider_access_token: string | null
  provider_refresh_token: string | null
  auth_code_issued_at: string | null
  created_at: string
}

/**
 * `POST /token?grant_type=pkce`. Exchanges the code that a link or an identity provider brought back, once and within
 * five minutes, for the session of the browser that holds the verifier.
 */
export async function exchangeCode(call: Call): Promise<Response> {
  const { auth_code, code_verifier } = readBody(call, Body)
  if (!auth_code || !code_verifier)
    throw invalid('invalid request: both auth code and code verifier should be non-empty')
  const [flow] = await call.sql<FlowRow>('select * from auth.flow_state where auth_code = $1', [auth_code])
  const user = flow?.user_id && (await findUser(call.sql, 'id', flow.user_id))
  if (!flow || !user)
    throw new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  if (Date.now() > Date.parse(flow.auth_code_issued_at ?? flow.created_at) + lifetime) {
    throw new AuthError(422, 'flow_state_expired', 'invalid flow state, flow state has expired')
  }
  if (!isVerifier(code_verifier, { challenge: flow.code_challenge, method: flow.code_challenge_method })) {
    throw new AuthError(
      400,
      'bad_code_verifier',
      'code challenge does not match previously saved code verifier',
    )
  }
  await call.sql('delete from auth.flow_state where id = $1', [flow.id])
  return openSession(call, user, flow.authentication_method, {
    ...(flow.provider_access_token && { provider_token: flow.provider_access_token }),
    ...(flow.provider_refresh_token && { provider_refresh_token: flow.provider_refresh_token }),
  })
}
