import { AuthError, UndoneWith } from './auth-error.ts'
import type { Call } from './call.ts'
import { externalUser } from './external-user.ts'
import { fetchProfile } from './identity-provider.ts'
import { leaveTo } from './leave-to.ts'
import { linkIdentity } from './link-identity.ts'
import { callbackError, linkError } from './oauth-error.ts'
import { findOAuthFlow, type OAuthFlow } from './oauth-flow.ts'
import { openSession } from './session.ts'
import type { UserRow } from './user-row.ts'

/**
 * `GET /callback`. Takes the browser back from the identity provider and sends it on to the application: with a code to
 * exchange, or with `error`, `error_code` and `error_description`. Where the state says nothing about the flow, it goes to
 * the site's own address.
 */
export async function oauthCallback(call: Call): Promise<Response> {
  const flow = await findOAuthFlow(call, call.url.searchParams.get('state') ?? '').catch((error: unknown) => {
    if (!(error instanceof AuthError)) throw error
    return leaveTo(call.settings.site_url, linkError(error), 'query')
  })
  if (flow instanceof Response) return flow
  try {
    return await finish(call, flow)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    throw new UndoneWith(leaveWithError(flow, callbackError(error)))
  }
}

async function finish(call: Call, flow: OAuthFlow): Promise<Response> {
  const { searchParams } = call.url
  const refusal = searchParams.get('error')
  if (refusal) {
    const error_description = searchParams.get('error_description') ?? ''
    return leaveWithError(flow, { error: refusal, ...(error_description && { error_description }) })
  }
  const { profile, token } = await fetchProfile(call, searchParams.get('code') ?? '')
  const user = flow.linking_target_id
    ? await linkIdentity(call, flow.linking_target_id, flow.provider_type, profile)
    : await externalUser(call, flow.provider_type, profile)
  // What was written so far stays: the account waits for its address to be confirmed.
  if (user instanceof AuthError) return leaveWithError(flow, callbackError(user))
  return flow.auth_code ? leaveWithCode(call, flow, user, token) : leaveWithSession(call, flow, user, token)
}

function leaveWithError({ referrer }: OAuthFlow, problem: Record<string, string>): Response {
  return leaveTo(referrer, problem, 'both', { error: true, status: 302 })
}

/** The flow now belongs to this user. */
async function leaveWithCode(call: Call, flow: OAuthFlow, user: UserRow, token: string): Promise<Response> {
  await call.sql(
    `update auth.flow_state set user_id = $2, provider_access_token = $3, auth_code_issued_at = clock_timestamp(),
       updated_at = clock_timestamp() where id = $1`,
    [flow.id, user.id, token],
  )
  return leaveTo(flow.referrer, { code: flow.auth_code ?? '' }, 'query', { status: 302 })
}

async function leaveWithSession(
  call: Call,
  flow: OAuthFlow,
  user: UserRow,
  token: string,
): Promise<Response> {
  await call.sql('delete from auth.flow_state where id = $1', [flow.id])
  const opened = await openSession(call, user, 'oauth', { provider_token: token })
  const { user: _shown, ...session } = await opened.json()
  return leaveTo(flow.referrer, session, 'fragment', { status: 302 })
}
