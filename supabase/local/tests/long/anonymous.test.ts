import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Consent, giveConsent } from '../../src/testing/index.ts'
import { type Body, createBackendClient, password } from './backend-client.ts'

const { auth, call, backend, waitForEmail, emailsTo, member } = createBackendClient({
  anonymousSignIns: true,
})

const off = createBackendClient()
const unconfirmed = createBackendClient({ anonymousSignIns: true, confirmations: false })

async function guest(client: { auth: typeof auth } = { auth }): Promise<Body> {
  const { status, body } = await client.auth('/signup', { body: {} })
  expect(status).toBe(200)
  return body
}

const update = (session: Body, body: object) =>
  auth('/user', { method: 'PUT', body, token: session.access_token })

const get = (session: Body) => auth('/user', { token: session.access_token })

describe('anonymous sign-in', () => {
  test('starts a session of a user without an email address and an identity', async () => {
    const { status, body } = await auth('/signup', { body: { data: { color: 'green' } } })
    expect(status).toBe(200)
    expect(body.user).toMatchObject({
      email: '',
      phone: '',
      role: 'authenticated',
      is_anonymous: true,
      identities: [],
      app_metadata: {},
      user_metadata: { color: 'green' },
    })
    expect(body.user).not.toHaveProperty('email_confirmed_at')
    expect(decodeJwt(body.access_token)).toMatchObject({
      is_anonymous: true,
      email: '',
      aal: 'aal1',
      amr: [{ method: 'anonymous' }],
    })
    const entries = await backend().sql(
      "select 1 from auth.audit_log_entries where payload ->> 'actor_id' = $1",
      [body.user.id],
    )
    expect(entries).toEqual([])
  })

  test('the claim stays after a refresh', async () => {
    const { refresh_token } = await guest()
    const { body } = await auth('/token?grant_type=refresh_token', { body: { refresh_token } })
    expect(decodeJwt(body.access_token)).toMatchObject({ is_anonymous: true })
  })

  test('is rejected unless config.toml enables it, and the settings say so', async () => {
    expect(await off.auth('/signup', { body: {} })).toMatchObject({
      status: 422,
      body: { code: 422, error_code: 'anonymous_provider_disabled', msg: 'Anonymous sign-ins are disabled' },
    })
    expect((await off.auth('/settings')).body).toMatchObject({ external: { anonymous_users: false } })
    expect((await auth('/settings')).body).toMatchObject({ external: { anonymous_users: true } })
  })

  test('with a phone number, it is a sign-up', async () => {
    expect((await auth('/signup', { body: { phone: '123', password } })).status).toBe(400)
  })
})

describe('a guest', () => {
  test.each([
    ['POST', '/factors'],
    ['DELETE', '/factors/aaaaaaaa-0000-4000-8000-000000000000'],
    ['POST', '/passkeys/registration/options'],
    ['POST', '/passkeys/registration/verify'],
  ])('is rejected at %s %s', async (method, path) => {
    const { access_token } = await guest()
    expect(await auth(path, { method, token: access_token, body: {} })).toMatchObject({
      status: 403,
      body: { error_code: 'no_authorization', msg: 'Anonymous user not allowed to perform these actions' },
    })
  })

  test('has nowhere to receive a re-authentication code', async () => {
    const { access_token } = await guest()
    expect(await auth('/reauthenticate', { token: access_token })).toMatchObject({
      status: 400,
      body: { error_code: 'validation_failed' },
    })
  })

  test('sets no password without an address', async () => {
    expect(await update(await guest(), { password })).toMatchObject({
      status: 422,
      body: {
        error_code: 'validation_failed',
        msg: 'Updating password of an anonymous user without an email or phone is not allowed',
      },
    })
  })
})

describe('adding an email address', () => {
  test('sends one email, and its confirmation makes the same user a permanent one', async () => {
    const session = await guest()
    const asked = await update(session, { email: 'converted@example.com' })
    expect(asked).toMatchObject({
      status: 200,
      body: { email: '', new_email: 'converted@example.com', is_anonymous: true },
    })
    const { tokenHash } = await waitForEmail('converted@example.com')
    const { status, body } = await auth('/verify', { body: { type: 'email_change', token_hash: tokenHash } })
    expect(status).toBe(200)
    expect(body.user).toMatchObject({
      id: session.user.id,
      email: 'converted@example.com',
      is_anonymous: false,
      app_metadata: { provider: 'email', providers: ['email'] },
      identities: [{ provider: 'email', identity_data: { email: 'converted@example.com' } }],
    })
    expect(decodeJwt(body.access_token)).toMatchObject({ is_anonymous: false, amr: [{ method: 'otp' }] })
    expect(await emailsTo('converted@example.com')).toHaveLength(1)
  })

  test('by code works, too', async () => {
    const session = await guest()
    await update(session, { email: 'by-code@example.com' })
    const { code: token } = await waitForEmail('by-code@example.com')
    const { body } = await auth('/verify', {
      body: { type: 'email_change', token, email: 'by-code@example.com' },
    })
    expect(body.user).toMatchObject({ id: session.user.id, is_anonymous: false })
  })

  test('ends the session of the guest and removes a password that was set with the address', async () => {
    const session = await guest()
    expect((await update(session, { email: 'owner@example.com', password })).status).toBe(200)
    const { tokenHash } = await waitForEmail('owner@example.com')
    await auth('/verify', { body: { type: 'email_change', token_hash: tokenHash } })
    expect(await get(session)).toMatchObject({ status: 403, body: { error_code: 'session_not_found' } })
    const signIn = await auth('/token?grant_type=password', {
      body: { email: 'owner@example.com', password },
    })
    expect(signIn).toMatchObject({ status: 400, body: { error_code: 'invalid_credentials' } })
  })

  test('of another user is rejected', async () => {
    await member('taken@example.com')
    expect(await update(await guest(), { email: 'taken@example.com' })).toMatchObject({
      status: 422,
      body: { error_code: 'email_exists' },
    })
  })

  test('is immediate where sign-ups need no confirmation', async () => {
    const session = await guest(unconfirmed)
    const { status, body } = await unconfirmed.auth('/user', {
      method: 'PUT',
      body: { email: 'immediate@example.com' },
      token: session.access_token,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: session.user.id, email: 'immediate@example.com', is_anonymous: false })
    expect((await unconfirmed.auth('/user', { token: session.access_token })).status).toBe(200)
  })
})

describe('linking GitHub', () => {
  async function link({ access_token }: Body, consent: Consent) {
    const verifier = randomBytes(32).toString('hex')
    const query = new URLSearchParams({
      provider: 'github',
      redirect_to: 'http://localhost:3000/auth/callback',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 's256',
      skip_http_redirect: 'true',
    })
    const { body } = await auth(`/user/identities/authorize?${query}`, { token: access_token })
    const back = await fetch(await giveConsent(String(body.url), consent), { redirect: 'manual' })
    return { target: new URL(back.headers.get('location') ?? ''), verifier }
  }

  test('makes the same user a permanent one with the address of GitHub', async () => {
    const session = await guest()
    const { target, verifier } = await link(session, { login: 'guest' })
    const { status, body } = await auth('/token?grant_type=pkce', {
      body: { auth_code: target.searchParams.get('code') ?? '', code_verifier: verifier },
    })
    expect(status).toBe(200)
    expect(body.user).toMatchObject({
      id: session.user.id,
      email: 'guest@example.com',
      is_anonymous: false,
      app_metadata: { provider: 'github', providers: ['github'] },
    })
    expect(body.user).toHaveProperty('email_confirmed_at')
    expect(await get(session)).toMatchObject({ status: 403, body: { error_code: 'session_not_found' } })
  })

  test('is rejected if another user has the account or its address', async () => {
    await member('has-address@example.com')
    const { target } = await link(await guest(), { login: 'has-address' })
    expect(target.searchParams.get('error_code')).toBe('email_exists')
    await link(await guest(), { login: 'linked-once' })
    const again = await link(await guest(), { login: 'linked-once' })
    expect(again.target.searchParams.get('error_code')).toBe('identity_already_exists')
  })

  test('waits for the confirmation of an address that GitHub has not verified', async () => {
    const session = await guest()
    const { target } = await link(session, { login: 'unverified' })
    expect(target.searchParams.get('error_code')).toBe('email_not_confirmed')
    expect((await get(session)).body).toMatchObject({ is_anonymous: true, email: 'unverified@example.com' })
    const { tokenHash } = await waitForEmail('unverified@example.com')
    const { body } = await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })
    expect(body.user).toMatchObject({ id: session.user.id, is_anonymous: false })
    // The response may still list what the confirmation has just removed.
    expect((await get(body)).body.identities).toMatchObject([{ provider: 'email' }])
  })
})

test('the data API sees a guest as a signed-in user', async () => {
  const { access_token } = await guest()
  const headers = { 'Content-Type': 'application/json', Prefer: 'return=representation' }
  expect(
    (await call('/rest/v1/notes?select=note', { token: access_token, headers, body: { note: 'hello' } }))
      .status,
  ).toBe(201)
})
