import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AuthError, invalid } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import { challengeFields, readChallenge } from './pkce.ts'
import { readBody } from './read-body.ts'
import { redirect } from './redirect-response.ts'
import type { RequestContext } from './request-context.ts'
import { serviceProvider } from './service-provider.ts'
import { findSsoProvider, type SsoProvider } from './sso-provider.ts'

const Body = z.object({
  provider_id: z.string().default(''),
  domain: z.string().default(''),
  redirect_to: z.string().nullish(),
  skip_http_redirect: z.boolean().nullish(),
  ...challengeFields,
})

/** Throws 404 saml_provider_disabled while single sign-on is turned off. */
export function requireSaml({ settings }: RequestContext): void {
  if (!settings.sso.enabled) throw new AuthError(404, 'saml_provider_disabled', 'SAML 2.0 is disabled')
}

/**
 * `POST /sso`. Starts a sign-in at the identity provider of a domain, or of an ID: returns its URL, or redirects there.
 * Throws 404 sso_provider_not_found, 404 sso_provider_disabled, 400 validation_failed.
 */
export async function startSso(context: RequestContext): Promise<Response> {
  requireSaml(context)
  const body = readBody(context, Body)
  const provider = await requestedProvider(context, body)
  const challenge = readChallenge(body)
  const flowId = randomUUID()
  const target = body.redirect_to ?? ''
  await context.sql(
    `insert into auth.flow_state (id, auth_code, authentication_method, provider_type, code_challenge, code_challenge_method,
       referrer, created_at, updated_at)
     values ($1, $2, 'sso/saml', 'sso/saml', $3, $4, $5, clock_timestamp(), clock_timestamp())`,
    [
      flowId,
      challenge ? randomUUID() : null,
      challenge?.challenge ?? null,
      challenge?.method ?? null,
      target,
    ],
  )
  const requestId = `id-${randomUUID()}`
  const relayState = randomUUID()
  await context.sql(
    `insert into auth.saml_relay_states (id, sso_provider_id, request_id, redirect_to, flow_state_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())`,
    [relayState, provider.id, requestId, target, flowId],
  )
  const url = await serviceProvider(context, provider, requestId).getAuthorizeUrlAsync(
    relayState,
    undefined,
    {},
  )
  return body.skip_http_redirect ? Response.json({ url }) : redirect(url, 303)
}

async function requestedProvider(
  { sql }: RequestContext,
  { provider_id, domain }: z.infer<typeof Body>,
): Promise<SsoProvider> {
  if (provider_id && domain) throw invalid('Only one of provider_id or domain supported')
  if (!provider_id && !domain) throw invalid('A provider_id or domain needs to be provided')
  if (provider_id && !isUuid(provider_id)) throw new AuthError(400, 'bad_json', 'provider_id is not a UUID')
  const provider = await findSsoProvider(sql, provider_id ? { id: provider_id } : { domain })
  const reason = provider_id ? 'No such SSO provider' : 'No SSO provider assigned for this domain'
  if (!provider) throw new AuthError(404, 'sso_provider_not_found', reason)
  if (provider.disabled)
    throw new AuthError(404, 'sso_provider_disabled', 'SSO Provider is currently disabled')
  return provider
}
