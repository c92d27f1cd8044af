import { z } from 'zod'
import { AuthError, invalid, RollbackWithResponse } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import { callbackError } from './oauth-error.ts'
import { redirectWithResult } from './redirect-response.ts'
import { isAllowedRedirect } from './redirect-target.ts'
import type { RequestContext } from './request-context.ts'
import { verifyResponse } from './saml-response.ts'
import { openSession } from './session.ts'
import { requireSaml } from './sso.ts'
import { findSsoProvider, type SsoProvider } from './sso-provider.ts'
import { resolveSsoUser } from './sso-user.ts'

const Body = z.object({ SAMLResponse: z.string().catch(''), RelayState: z.string().catch('') })

/** The real server's default. */
const RELAY_STATE_LIFETIME_MS = 2 * 60 * 1000

interface RelayState {
  id: string
  sso_provider_id: string
  request_id: string
  redirect_to: string | null
  created_at: string
  flow_state_id: string | null
  auth_code: string | null
}

/**
 * `POST /sso/saml/acs`. Receives a browser with the response of an identity provider: signs its user in, and redirects to the
 * application with a code, or with tokens in the fragment for a sign-in without PKCE or without a request. Errors lead to the site URL.
 */
export async function samlAcs(context: RequestContext): Promise<Response> {
  requireSaml(context)
  try {
    return await consume(context, Body.parse(context.body))
  } catch (error) {
    const { site_url } = context.settings
    // Not rolled back: a response works once, whatever comes of it.
    if (error instanceof AuthError) return redirectWithResult(site_url, callbackError(error), 'query')
    const failure = new AuthError(500, 'unexpected_failure', 'Database error saving new user')
    console.error(error)
    throw new RollbackWithResponse(redirectWithResult(site_url, callbackError(failure), 'query'))
  }
}

async function consume(
  context: RequestContext,
  { SAMLResponse, RelayState }: z.infer<typeof Body>,
): Promise<Response> {
  const state = isUuid(RelayState) ? await takeRelayState(context, RelayState) : undefined
  if (!state && RelayState !== '' && !URL.canParse(RelayState))
    throw invalid('SAML RelayState is not a valid UUID or URL')
  const provider = state
    ? await findSsoProvider(context.sql, { id: state.sso_provider_id })
    : await issuingProvider(context, SAMLResponse)
  if (!provider)
    throw new AuthError(
      404,
      'saml_idp_not_found',
      'A SAML connection has not been established with this Identity Provider',
    )
  if (provider.disabled)
    throw new AuthError(
      404,
      'sso_provider_disabled',
      'SSO Provider assigned for this domain is currently disabled',
    )
  const verified = await verifyResponse(context, provider, SAMLResponse, state?.request_id)
  const user = await resolveSsoUser(context, `sso:${provider.id}`, verified.profile)
  // The real server opens this session with PKCE, too, and hands its tokens to no one.
  const opened = await openSession(context, user, 'sso/saml', {}, verified.sessionEndsAt)
  const wanted = state ? (state.redirect_to ?? '') : RelayState
  const target = isAllowedRedirect(wanted, context.settings) ? wanted : context.settings.site_url
  if (state?.auth_code) {
    await context.sql(
      `update auth.flow_state set user_id = $2, auth_code_issued_at = clock_timestamp(), updated_at = clock_timestamp()
       where id = $1`,
      [state.flow_state_id, user.id],
    )
    return redirectWithResult(target, { code: state.auth_code }, 'query', { status: 302 })
  }
  const { user: _shown, ...session } = await opened.json()
  return redirectWithResult(target, session, 'fragment', { status: 302 })
}

/** The relay state of a request. It works once. Throws 404 saml_relay_state_not_found, 422 saml_relay_state_expired. */
async function takeRelayState({ sql }: RequestContext, id: string): Promise<RelayState> {
  const [state] = await sql<RelayState>(
    `select relay.*, flow.auth_code from auth.saml_relay_states relay
     left join auth.flow_state flow on flow.id = relay.flow_state_id where relay.id = $1`,
    [id],
  )
  if (!state)
    throw new AuthError(
      404,
      'saml_relay_state_not_found',
      'SAML RelayState does not exist, try logging in again?',
    )
  await sql('delete from auth.saml_relay_states where id = $1', [id])
  if (Date.now() >= Date.parse(state.created_at) + RELAY_STATE_LIFETIME_MS)
    throw new AuthError(422, 'saml_relay_state_expired', 'SAML RelayState has expired. Try logging in again?')
  return state
}

/** The provider that a response without a request names. Nothing of it is verified yet. */
async function issuingProvider({ sql }: RequestContext, response: string): Promise<SsoProvider | undefined> {
  if (response === '') throw invalid('SAMLResponse is missing')
  const xml = Buffer.from(response, 'base64').toString()
  const entityId = /<(?:\w+:)?Issuer\b[^>]*>([^<]+)</.exec(xml)?.[1]
  if (!entityId) throw invalid('SAMLResponse is not a valid XML SAML assertion')
  return findSsoProvider(sql, { entityId })
}
