import { z } from 'zod'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { externalUser } from './external-user.ts'
import { fetchProfile } from './identity-provider.ts'
import { leaveTo } from './leave-to.ts'
import { linkIdentity } from './link-identity.ts'
import { openSession } from './session.ts'
import type { UserRow } from './user-row.ts'

const State = z.object({
  provider: z.string(),
  redirect: z.string(),
  flow: z.string().optional(),
  linking_target: z.string().optional(),
})

/** The OAuth names of a refusal, by its status: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
const oauthErrors: Record<number, string> = {
  400: 'invalid_request',
  401: 'unauthorized_client',
  403: 'access_denied',
}

/**
 * `GET /callback`. Takes the browser back from the identity provider and sends it on to the application: with a code to
 * exchange, or with `error`, `error_code` and `error_description`.
 */
export async function oauthCallback(call: Call): Promise<Response> {
  const { searchParams } = call.url
  const state = await readState(call, searchParams.get('state') ?? '')
  if (!state) return leaveTo(call.settings.site_url, badState, 'both')

  const refusal = searchParams.get('error')
  if (refusal) {
    const error_description = searchParams.get('error_description') ?? ''
    return leaveTo(state.redirect, { error: refusal, error_description }, 'both')
  }
  try {
    const { profile, token } = await fetchProfile(call, searchParams.get('code') ?? '')
    const user = state.linking_target
      ? await linkIdentity(call, state.linking_target, state.provider, profile)
      : await externalUser(call, state.provider, profile)
    if (!user) return leaveTo(state.redirect, unverified(state.provider), 'both')
    if (!state.flow) return await leaveWithSession(call, user, state.redirect, token)
    return leaveTo(state.redirect, { code: await authCode(call, state.flow, user, token) }, 'query')
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    return leaveTo(state.redirect, problem(error.status, error.code, error.message), 'both')
  }
}

function problem(status: number, error_code: string, error_description: string): Record<string, string> {
  return { error: oauthErrors[status] ?? 'server_error', error_code, error_description }
}

const badState = problem(400, 'bad_oauth_state', 'OAuth state is invalid')

function unverified(provider: string): Record<string, string> {
  const what = `Unverified email with ${provider}. Verify the email with ${provider} in order to sign in`
  return problem(422, 'provider_email_needs_verification', what)
}

async function readState(call: Call, state: string): Promise<z.infer<typeof State> | undefined> {
  const claims = await call.key.verify(state).catch(() => undefined)
  return claims?.aud === 'oauth-state' ? State.safeParse(claims).data : undefined
}

/** The code of the flow, which now belongs to this user. */
async function authCode(call: Call, flow: string, user: UserRow, token: string): Promise<string> {
  const [row] = await call.sql<{ auth_code: string }>(
    `update auth.flow_state set user_id = $2, provider_access_token = $3, auth_code_issued_at = clock_timestamp(),
       updated_at = clock_timestamp() where id = $1 and user_id is null returning auth_code`,
    [flow, user.id, token],
  )
  if (!row) throw new AuthError(404, 'flow_state_not_found', 'Flow state not found')
  return row.auth_code
}

async function leaveWithSession(
  call: Call,
  user: UserRow,
  redirect: string,
  token: string,
): Promise<Response> {
  const { user: _shown, ...session } = await (
    await openSession(call, user, 'oauth', { provider_token: token })
  ).json()
  return leaveTo(redirect, session, 'fragment')
}
