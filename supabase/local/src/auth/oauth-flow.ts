import { AuthError } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import { FLOW_LIFETIME_MS } from './pkce.ts'
import type { RequestContext } from './request-context.ts'

/** A sign-in that a browser has started at an identity provider. */
export interface OAuthFlow {
  id: string
  user_id: string | null
  /** null if the browser sent no code challenge. */
  auth_code: string | null
  provider_type: string
  /** The final redirect of the browser. */
  referrer: string
  linking_target_id: string | null
  created_at: string
}

/**
 * Finds the flow of a `state`.
 * Throws 400 bad_oauth_callback without one, bad_oauth_state for one that is unknown or older than five minutes,
 * flow_state_already_used.
 */
export async function findOAuthFlow(context: RequestContext, state: string): Promise<OAuthFlow> {
  if (state === '') throw new AuthError(400, 'bad_oauth_callback', 'OAuth state parameter missing')
  if (!isUuid(state)) throw new AuthError(400, 'bad_oauth_state', 'OAuth state parameter is invalid')
  const [flow] = await context.sql<OAuthFlow>('select * from auth.flow_state where id = $1', [state])
  if (!flow) throw new AuthError(400, 'bad_oauth_state', 'OAuth state not found or expired')
  if (Date.now() > Date.parse(flow.created_at) + FLOW_LIFETIME_MS)
    throw new AuthError(400, 'bad_oauth_state', 'OAuth state has expired')
  if (flow.user_id) throw new AuthError(400, 'flow_state_already_used', 'State has already been used')
  return flow
}
