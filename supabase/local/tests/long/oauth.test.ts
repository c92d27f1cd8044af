import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Consent, giveConsent } from '../../src/testing/index.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, waitForEmail, emailsTo, member } = createBackendClient()

const CALLBACK = 'http://localhost:3000/auth/callback'

/** Starts a sign-in. @returns the URL of the consent page and the verifier. */
async function begin(query: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('hex')
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = new URLSearchParams({
    provider: 'github',
    redirect_to: CALLBACK,
    code_challenge,
    code_challenge_method: 's256',
    ...query,
  })
  const response = await fetch(`${backend().apiUrl}/auth/v1/authorize?${asked}`, { redirect: 'manual' })
  return { response, consentAt: response.headers.get('location') ?? '', verifier }
}

/** @returns where the Auth server redirects after the consent. */
async function finish(consentAt: string, consent: Consent): Promise<URL> {
  const callback = await giveConsent(consentAt, consent)
  const response = await fetch(callback, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}

const exchange = (auth_code: string, code_verifier: string) =>
  auth('/token?grant_type=pkce', {
    body: { auth_code, code_verifier },
    headers: { 'User-Agent': 'a browser', 'X-Forwarded-For': '203.0.113.7' },
  })

async function signIn(login: string) {
  const { consentAt, verifier } = await begin()
  const target = await finish(consentAt, { login })
  return exchange(target.searchParams.get('code') ?? '', verifier)
}

test('/authorize redirects to the consent page of the local GitHub', async () => {
  const { response, consentAt } = await begin()
  expect(response.status).toBe(302)
  const consent = new URL(consentAt)
  expect(consent.origin + consent.pathname).toBe(`${backend().githubUrl}/login/oauth/authorize`)
  expect(consent.searchParams.get('redirect_uri')).toBe(`${backend().apiUrl}/auth/v1/callback`)
})

test('/settings lists the enabled providers', async () => {
  expect((await auth('/settings')).body.external).toMatchObject({ github: true, google: false })
})

test.each(['google', 'gitlab', '', 'constructor'])('provider %j is not enabled', async (provider) => {
  const { response } = await begin({ provider })
  expect(response.status).toBe(400)
})

test('a new user gets an account and an oauth session, and the same account the next time', async () => {
  const { status, body } = await signIn('new-person')
  expect(status).toBe(200)
  expect(decodeProtectedHeader(body.access_token).alg).toBe('ES256')
  expect(decodeJwt(body.access_token)).toMatchObject({
    email: 'new-person@example.com',
    amr: [{ method: 'oauth' }],
    app_metadata: { provider: 'github', providers: ['github'] },
    user_metadata: { name: 'new-person', user_name: 'new-person' },
  })
  expect(body.user).toMatchObject({ identities: [{ provider: 'github' }] })
  const sessions = await backend().sql(
    'select user_agent, ip::text as ip from auth.sessions where user_id = $1',
    [body.user.id],
  )
  expect(sessions).toEqual([{ user_agent: 'a browser', ip: '203.0.113.7/32' }])
  expect((await signIn('new-person')).body.user.id).toBe(body.user.id)
})

test('a code works once, only with its verifier, for five minutes', async () => {
  const { consentAt, verifier } = await begin()
  const code = (await finish(consentAt, { login: 'code-person' })).searchParams.get('code') ?? ''
  expect((await exchange(code, 'x'.repeat(43))).body.error_code).toBe('bad_code_verifier')
  expect(await exchange(code, verifier)).toMatchObject({ status: 200 })
  expect((await exchange(code, verifier)).body.error_code).toBe('flow_state_not_found')

  const late = await begin()
  const lateCode = (await finish(late.consentAt, { login: 'code-person' })).searchParams.get('code') ?? ''
  await backend().sql("update auth.flow_state set created_at = now() - interval '301 seconds'")
  expect((await exchange(lateCode, late.verifier)).body.error_code).toBe('flow_state_expired')
})

/** The final URL of a browser that returns from the provider to this URL. */
const open = async (callback: string) => {
  const response = await fetch(callback, { redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location') ?? '' }
}

test('a repeated or late callback redirects to the site with the error in the query', async () => {
  const site = (code: string, why: string) => {
    const problem = { error: 'invalid_request', error_code: code, error_description: why }
    return { status: 303, location: `http://localhost:3000?${new URLSearchParams(problem)}` }
  }
  const { consentAt, verifier } = await begin()
  const callback = await giveConsent(consentAt, { login: 'replayed' })
  const first = await open(callback)
  expect(first.status).toBe(302)
  expect(await open(callback)).toEqual(site('flow_state_already_used', 'State has already been used'))
  const code = new URL(first.location).searchParams.get('code') ?? ''
  expect(await exchange(code, verifier)).toMatchObject({ status: 200 })
  expect(await open(callback)).toEqual(site('bad_oauth_state', 'OAuth state not found or expired'))

  const late = await giveConsent((await begin()).consentAt, { login: 'replayed' })
  await backend().sql("update auth.flow_state set created_at = now() - interval '301 seconds'")
  expect(await open(late)).toEqual(site('bad_oauth_state', 'OAuth state has expired'))
})

test('a verified address signs in to the account that has it', async () => {
  const { user } = await member('linked@example.com')
  const { body } = await signIn('linked')
  expect(body.user.id).toBe(user.id)
  expect(decodeJwt(body.access_token).app_metadata).toEqual({
    provider: 'email',
    providers: ['email', 'github'],
  })
  expect(
    (await auth('/token?grant_type=password', { body: { email: 'linked@example.com', password } })).status,
  ).toBe(200)
})

test('a user who signed up without confirming the address cannot access its owner’s account', async () => {
  await auth('/signup', { body: { email: 'squatted@example.com', password, data: { name: 'Squatter' } } })
  const { body } = await signIn('squatted')
  expect(body.user.email).toBe('squatted@example.com')
  expect(decodeJwt(body.access_token).user_metadata).not.toMatchObject({ name: 'Squatter' })
  const login = await auth('/token?grant_type=password', {
    body: { email: 'squatted@example.com', password },
  })
  expect(login).toMatchObject({ status: 400, body: { error_code: 'invalid_credentials' } })
})

describe('the redirect URL carries the error', () => {
  test.each<[string, Consent, Record<string, string | null>]>([
    ['no consent', { deny: true }, { error: 'access_denied', error_code: null }],
    [
      'an unverified address',
      { login: 'unverified' },
      { error: 'access_denied', error_code: 'provider_email_needs_verification' },
    ],
    [
      'an unverified address of another user',
      { login: 'impostor' },
      { error: 'access_denied', error_code: 'provider_email_needs_verification' },
    ],
  ])('%s', async (_what, consent, expected) => {
    const target = await finish((await begin()).consentAt, consent)
    expect(target.origin + target.pathname).toBe(CALLBACK)
    for (const [name, value] of Object.entries(expected)) expect(target.searchParams.get(name)).toBe(value)
    expect(target.searchParams.get('code')).toBeNull()
  })

  test('an unverified unknown address has to be confirmed; another user’s unverified address creates an account without one', async () => {
    expect((await waitForEmail('unverified@example.com')).subject).toBe('Confirm your email address')
    expect(await emailsTo('example-mentor@example.com')).toEqual([])
    const waiting = await backend().sql(
      'select users.email, email_confirmed_at from auth.users join auth.identities on user_id = users.id where provider_id = $1',
      ['9004'],
    )
    expect(waiting).toEqual([{ email: null, email_confirmed_at: null }])
  })

  test.each([
    ['', 'bad_oauth_callback'],
    ['nonsense', 'bad_oauth_state'],
    [crypto.randomUUID(), 'bad_oauth_state'],
  ])('an invalid state (%j) redirects to the site URL only', async (state, code) => {
    const response = await fetch(`${backend().apiUrl}/auth/v1/callback?code=x&state=${state}`, {
      redirect: 'manual',
    })
    const target = new URL(response.headers.get('location') ?? '')
    expect(target.origin).toBe('http://localhost:3000')
    expect(target.searchParams.get('error_code')).toBe(code)
    expect(target.hash).toBe('')
  })

  test('an access token is not a state, and a state is not an access token', async () => {
    const { access_token } = await member('state@example.com')
    const answered = await fetch(`${backend().apiUrl}/auth/v1/callback?code=x&state=${access_token}`, {
      redirect: 'manual',
    })
    expect(answered.headers.get('location')).toContain('bad_oauth_state')
    const state = new URL((await begin()).consentAt).searchParams.get('state') ?? ''
    expect((await auth('/user', { token: state })).status).toBe(403)
  })

  test('an unknown redirect_to is ignored', async () => {
    const { consentAt } = await begin({ redirect_to: 'https://evil.example/callback' })
    expect((await finish(consentAt, { login: 'new-person' })).origin).toBe('http://localhost:3000')
  })
})
