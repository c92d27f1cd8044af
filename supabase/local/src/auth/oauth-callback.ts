import { AuthError, RollbackWithResponse } from './auth-error.ts'
import { resolveExternalUser } from './external-user.ts'
import { fetchProfile } from './identity-provider.ts'
import { linkIdentity } from './link-identity.ts'
import { callbackError, linkError } from './oauth-error.ts'
import { findOAuthFlow, type OAuthFlow } from './oauth-flow.ts'
import { redirectWithResult } from './redirect-response.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import type { UserRow } from './user-row.ts'

/**
 * `GET /callback`. Receives the browser from the identity provider and redirects it to the application: with a code to
 * exchange, or with `error`, `error_code` and `error_description`. If the state names no flow, it redirects to the
 * site URL.
 */
export async function oauthCallback(context: RequestContext): Promise<Response> {
  const flow = await findOAuthFlow(context, context.url.searchParams.get('state') ?? '').catch(
    (error: unknown) => {
      if (!(error instanceof AuthError)) throw error
      return redirectWithResult(context.settings.site_url, linkError(error), 'query')
    },
  )
  if (flow instanceof Response) return flow
  try {
    return await finish(context, flow)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    throw new RollbackWithResponse(leaveWithError(flow, callbackError(error)))
  }
}

async function finish(context: RequestContext, flow: OAuthFlow): Promise<Response> {
  const { searchParams } = context.url
  const providerError = searchParams.get('error')
  if (providerError) {
    const error_description = searchParams.get('error_description') ?? ''
    return leaveWithError(flow, { error: providerError, ...(error_description && { error_description }) })
  }
  const { profile, token } = await fetchProfile(context, searchParams.get('code') ?? '')
  const user = flow.linking_target_id
    ? await linkIdentity(context, flow.linking_target_id, flow.provider_type, profile)
    : await resolveExternalUser(context, flow.provider_type, profile)
  // The changes so far are kept: the account waits for the confirmation of its address.
  if (user instanceof AuthError) return leaveWithError(flow, callbackError(user))
  return flow.auth_code
    ? leaveWithCode(context, flow, user, token)
    : leaveWithSession(context, flow, user, token)
}

function leaveWithError({ referrer }: OAuthFlow, problem: Record<string, string>): Response {
  return redirectWithResult(referrer, problem, 'both', { error: true, status: 302 })
}

/** The flow now belongs to this user. */
async function leaveWithCode(
  context: RequestContext,
  flow: OAuthFlow,
  user: UserRow,
  token: string,
): Promise<Response> {
  await context.sql(
    `update auth.flow_state set user_id = $2, provider_access_token = $3, auth_code_issued_at = clock_timestamp(),
       updated_at = clock_timestamp() where id = $1`,
    [flow.id, user.id, token],
  )
  return redirectWithResult(flow.referrer, { code: flow.auth_code ?? '' }, 'query', { status: 302 })
}

async function leaveWithSession(
  context: RequestContext,
  flow: OAuthFlow,
  user: UserRow,
  token: string,
): Promise<Response> {
  await context.sql('delete from auth.flow_state where id = $1', [flow.id])
  const opened = await openSession(context, user, 'oauth', { provider_token: token })
  const { user: _shown, ...session } = await opened.json()
  return redirectWithResult(flow.referrer, session, 'fragment', { status: 302 })
}
