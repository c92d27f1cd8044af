import { randomUUID } from 'node:crypto'
import { consentUrl } from './identity-provider.ts'
import { readChallenge } from './pkce.ts'
import { redirect } from './redirect-response.ts'
import { getRedirectTarget } from './redirect-target.ts'
import type { RequestContext } from './request-context.ts'

/**
 * `GET /authorize?provider=…`. Redirects the browser to the identity provider. With a code challenge, only the browser that has
 * the verifier can complete the flow; without one, the tokens are returned in the URL fragment.
 */
export async function authorize(context: RequestContext): Promise<Response> {
  return redirect(await startOAuth(context), 302)
}

/**
 * Starts a sign-in at the provider in the URL. The flow is stored; its ID is the `state`.
 * @param linkingTarget the user who gets another identity; without one, the identity decides who signs in.
 * @returns the URL for the consent. Throws 400 validation_failed for a provider that is not enabled.
 */
export async function startOAuth(context: RequestContext, linkingTarget?: string): Promise<string> {
  const { searchParams } = context.url
  const provider = searchParams.get('provider') ?? ''
  const state = randomUUID()
  const address = consentUrl(context, provider, state)
  const challenge = readChallenge({
    code_challenge: searchParams.get('code_challenge'),
    code_challenge_method: searchParams.get('code_challenge_method'),
  })
  await context.sql(
    `insert into auth.flow_state (id, auth_code, authentication_method, provider_type, code_challenge,
       code_challenge_method, referrer, linking_target_id, created_at, updated_at)
     values ($1, $2, 'oauth', $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp())`,
    [
      state,
      challenge ? randomUUID() : null,
      provider,
      challenge?.challenge ?? null,
      challenge?.method ?? null,
      getRedirectTarget(context),
      linkingTarget ?? null,
    ],
  )
  return address
}
