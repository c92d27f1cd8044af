import { randomUUID } from 'node:crypto'
import type { Call } from './call.ts'
import { consentAddress } from './identity-provider.ts'
import { readChallenge } from './pkce.ts'
import { redirectTarget } from './redirect.ts'

/** How long somebody may take to give consent. */
const lifetime = 5 * 60

/**
 * `GET /authorize?provider=…`. Sends the browser to the identity provider. With a code challenge the flow is remembered, and
 * only the browser that holds the verifier can end it; without one the tokens come back in the address's fragment.
 */
export async function authorize(call: Call): Promise<Response> {
  return new Response(null, { status: 302, headers: { Location: await beginOAuth(call) } })
}

/**
 * Begins a sign-in at the provider that the address names.
 * @param linkingTarget the user who is to get one more identity; without one, the identity decides who signs in.
 * @returns where to send the browser for consent. Throws 400 validation_failed for a provider that is not offered.
 */
export async function beginOAuth(call: Call, linkingTarget?: string): Promise<string> {
  const { searchParams } = call.url
  const provider = searchParams.get('provider') ?? ''
  const challenge = readChallenge({
    code_challenge: searchParams.get('code_challenge'),
    code_challenge_method: searchParams.get('code_challenge_method'),
  })
  const flow = challenge && randomUUID()
  const state = await call.key.sign({
    aud: 'oauth-state',
    provider,
    redirect: redirectTarget(call),
    ...(flow && { flow }),
    ...(linkingTarget && { linking_target: linkingTarget }),
    exp: Math.floor(Date.now() / 1000) + lifetime,
  })
  const address = consentAddress(call, provider, state)
  if (challenge) {
    await call.sql(
      `insert into auth.flow_state (id, auth_code, authentication_method, provider_type, code_challenge,
         code_challenge_method, linking_target_id, created_at, updated_at)
       values ($1, $2, 'oauth', $3, $4, $5, $6, clock_timestamp(), clock_timestamp())`,
      [flow, randomUUID(), provider, challenge.challenge, challenge.method, linkingTarget ?? null],
    )
  }
  return address
}
