import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { FLOW_LIFETIME_MS, isVerifier } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ auth_code: z.string().default(''), code_verifier: z.string().default('') })

interface FlowRow {
  id: string
  user_id: string | null
  authentication_method: string
  provider_type: string
  code_challenge: string
  code_challenge_method: 's256' | 'plain'
  provider_access_token: string | null
  provider_refresh_token: string | null
  auth_code_issued_at: string | null
  created_at: string
}

/**
 * `POST /token?grant_type=pkce`. Exchanges the code of a link or an identity provider, once, for the session of the browser that
 * has the verifier. It expires five minutes after the request that started the flow.
 */
export async function exchangeCode(context: RequestContext): Promise<Response> {
  const { auth_code, code_verifier } = readBody(context, Body)
  if (!auth_code || !code_verifier)
    throw invalid('invalid request: both auth code and code verifier should be non-empty')
  const [flow] = await context.sql<FlowRow>('select * from auth.flow_state where auth_code = $1', [auth_code])
  const user = flow?.user_id && (await findUser(context.sql, 'id', flow.user_id))
  if (!flow || !user)
    throw new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  if (isOld(flow)) {
    throw new AuthError(422, 'flow_state_expired', 'invalid flow state, flow state has expired')
  }
  if (!isVerifier(code_verifier, { challenge: flow.code_challenge, method: flow.code_challenge_method })) {
    throw new AuthError(
      400,
      'bad_code_verifier',
      'code challenge does not match previously saved code verifier',
    )
  }
  await context.sql('delete from auth.flow_state where id = $1', [flow.id])
  await audit(context, user, 'login', { provider_type: flow.provider_type })
  return openSession(context, user, flow.authentication_method, {
    ...(flow.provider_access_token && { provider_token: flow.provider_access_token }),
    ...(flow.provider_refresh_token && { provider_refresh_token: flow.provider_refresh_token }),
  })
}

/** For a magic link, the time counts from the click instead of the request for the email. */
function isOld(flow: FlowRow): boolean {
  const clicked = flow.authentication_method === 'magiclink' ? flow.auth_code_issued_at : null
  return Date.now() > Date.parse(clicked ?? flow.created_at) + FLOW_LIFETIME_MS
}
