import { randomUUID } from 'node:crypto'
import type { Call } from './call.ts'
import { consentAddress } from './identity-provider.ts'
import { redirect } from './leave-to.ts'
import { readChallenge } from './pkce.ts'
import { redirectTarget } from './redirect.ts'

/**
 * `GET /authorize?provider=…`. Sends the browser to the identity provider. With a code challenge only the browser that holds
 * the verifier can end the flow; without one the tokens come back in the address's fragment.
 */
export async function authorize(call: Call): Promise<Response> {
  return redirect(await beginOAuth(call), 302)
}

/**
 * Begins a sign-in at the provider that the address names. The flow is remembered; its id is the `state`.
 * @param linkingTarget the user who is to get one more identity; without one, the identity decides who signs in.
 * @returns where to send the browser for consent. Throws 400 validation_failed for a provider that is not offered.
 */
export async function beginOAuth(call: Call, linkingTarget?: string): Promise<string> {
  const { searchParams } = call.url
  const provider = searchParams.get('provider') ?? ''
  const state = randomUUID()
  const address = consentAddress(call, provider, state)
  const challenge = readChallenge({
    code_challenge: searchParams.get('code_challenge'),
    code_challenge_method: searchParams.get('code_challenge_method'),
  })
  await call.sql(
    `insert into auth.flow_state (id, auth_code, authentication_method, provider_type, code_challenge,
       code_challenge_method, referrer, linking_target_id, created_at, updated_at)
     values ($1, $2, 'oauth', $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp())`,
    [
      state,
      challenge ? randomUUID() : null,
      provider,
      challenge?.challenge ?? null,
      challenge?.method ?? null,
      redirectTarget(call),
      linkingTarget ?? null,
    ],
  )
  return address
}
