import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Consent, giveConsent } from '../../src/testing/index.ts'
import { type Body, createBackendClient, password } from './backend-client.ts'

const { auth, backend, waitForEmail, emailsTo, member } = createBackendClient()

const CALLBACK = 'http://localhost:3000/auth/callback'

type Identity = { identity_id: string; provider: string }

/** Starts linking. @returns the response, with the URL of the consent page, and the verifier. */
async function begin(token: string | undefined, query: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('hex')
  const asked = new URLSearchParams({
    provider: 'github',
    redirect_to: CALLBACK,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 's256',
    skip_http_redirect: 'true',
    ...query,
  })
  return { ...(await auth(`/user/identities/authorize?${asked}`, { token })), verifier }
}

/** Links an account of the local GitHub. @returns the final redirect and the verifier. */
async function link({ access_token }: Body, consent: Consent) {
  const { body, verifier } = await begin(access_token)
  const back = await fetch(await giveConsent(String(body.url), consent), { redirect: 'manual' })
  return { target: new URL(back.headers.get('location') ?? ''), verifier }
}

const exchange = ({ target, verifier }: Awaited<ReturnType<typeof link>>) =>
  auth('/token?grant_type=pkce', {
    body: { auth_code: target.searchParams.get('code') ?? '', code_verifier: verifier },
  })

async function listIdentities({ access_token }: Body): Promise<Identity[]> {
  return (await auth('/user', { token: access_token })).body.identities as Identity[]
}

async function identityOf(session: Body, provider: string): Promise<string> {
  const identity = (await listIdentities(session)).find((candidate) => candidate.provider === provider)
  if (!identity) throw new Error(`No identity of ${provider}`)
  return identity.identity_id
}

const unlink = ({ access_token }: Body, id: string) =>
  auth(`/user/identities/${id}`, { method: 'DELETE', token: access_token })

describe('linking', () => {
  test('adds an account with another address, starts a session of the same user, and sends a notification', async () => {
    const session = await member('links@example.com')
    const done = await link(session, { login: 'another-address' })
    expect(done.target.origin + done.target.pathname).toBe(CALLBACK)
    const { status, body } = await exchange(done)
    expect(status).toBe(200)
    expect(body.user).toMatchObject({ id: session.user.id, email: 'links@example.com' })
    expect(decodeJwt(body.access_token)).toMatchObject({
      amr: [{ method: 'oauth' }],
      app_metadata: { provider: 'email', providers: ['email', 'github'] },
    })
    expect(await listIdentities(session)).toMatchObject([{ provider: 'email' }, { provider: 'github' }])
    expect(await waitForEmail('links@example.com', 2)).toMatchObject({
      subject: 'A sign-in method was added',
      html: expect.stringContaining('github'),
    })
    expect(await emailsTo('another-address@example.com')).toEqual([])
  })

  test('keeps the user who started it', async () => {
    const session = await member('remembered@example.com')
    await begin(session.access_token)
    const flows = await backend().sql('select 1 from auth.flow_state where linking_target_id = $1', [
      session.user.id,
    ])
    expect(flows).toHaveLength(1)
  })

  test('without skip_http_redirect it redirects', async () => {
    const { access_token } = await member('redirected@example.com')
    const { status, headers } = await begin(access_token, { skip_http_redirect: 'false' })
    expect(status).toBe(302)
    expect(headers.get('location')).toContain(`${backend().githubUrl}/login/oauth/authorize`)
  })

  test('accepts an account with an unverified address, because the user is known', async () => {
    const session = await member('knows@example.com')
    expect((await exchange(await link(session, { login: 'unverified' }))).body.user.id).toBe(session.user.id)
  })

  test.each(['another-users', 'same-users'])(
    'rejects an account that is already linked: %s',
    async (login) => {
      const first = await member(`first-${login}@example.com`)
      await link(first, { login })
      const session = login === 'same-users' ? first : await member(`second-${login}@example.com`)
      const before = (await listIdentities(session)).length
      const { target } = await link(session, { login })
      expect(target.searchParams.get('error_code')).toBe('identity_already_exists')
      expect(target.searchParams.get('code')).toBeNull()
      expect(await listIdentities(session)).toHaveLength(before)
    },
  )

  test('requires a session and an enabled provider', async () => {
    expect(await begin(undefined)).toMatchObject({ status: 403, body: { error_code: 'bad_jwt' } })
    const { access_token } = await member('asks@example.com')
    expect((await begin(access_token, { provider: 'google' })).status).toBe(400)
  })

  test('without consent links nothing', async () => {
    const session = await member('denies@example.com')
    const { target } = await link(session, { deny: true })
    expect(target.searchParams.get('error')).toBe('access_denied')
    expect(await listIdentities(session)).toHaveLength(1)
  })
})

test('the address of a linked account cannot be signed up with, and nothing is emailed to it', async () => {
  const session = await member('linked-first@example.com')
  await link(session, { login: 'notfree' })
  const body = { email: 'notfree@example.com', password }
  expect(await auth('/signup', { body })).toMatchObject({ status: 200, body: { identities: [] } })
  expect(await auth('/otp', { body: { email: body.email } })).toMatchObject({ status: 200 })
  expect(await auth('/otp', { body: { email: body.email, create_user: false } })).toMatchObject({
    status: 422,
    body: { error_code: 'otp_disabled' },
  })
  expect(await emailsTo(body.email)).toEqual([])
  const other = await member('changes-to-linked@example.com')
  expect(
    await auth('/user', { method: 'PUT', token: other.access_token, body: { email: body.email } }),
  ).toMatchObject({ status: 422, body: { error_code: 'email_exists' } })
})

describe('unlinking', () => {
  test('removes the identity, which can no longer sign in, and sends a notification', async () => {
    const session = await member('leaves@example.com')
    await link(session, { login: 'left-behind' })
    expect(await unlink(session, await identityOf(session, 'github'))).toMatchObject({
      status: 200,
      body: {},
    })
    const { body: user } = await auth('/user', { token: session.access_token })
    expect(user).toMatchObject({
      email: 'leaves@example.com',
      identities: [{ provider: 'email' }],
      app_metadata: { provider: 'email', providers: ['email'] },
    })
    expect((await waitForEmail('leaves@example.com', 3)).subject).toBe('A sign-in method was removed')
  })

  test('the email identity keeps the other one and its address', async () => {
    const session = await member('moves@example.com')
    await link(session, { login: 'moved' })
    await unlink(session, await identityOf(session, 'email'))
    const { body: user } = await auth('/user', { token: session.access_token })
    expect(user).toMatchObject({
      email: 'moved@example.com',
      identities: [{ provider: 'github' }],
      app_metadata: { provider: 'github', providers: ['github'] },
    })
    expect((await waitForEmail('moves@example.com', 3)).subject).toBe('A sign-in method was removed')
  })

  test('is rejected if the remaining address belongs to another user', async () => {
    const session = await member('conflict@example.com')
    await member('wanted@example.com')
    await link(session, { login: 'wanted' })
    const rejected = await unlink(session, await identityOf(session, 'email'))
    expect(rejected).toMatchObject({
      status: 422,
      body: { error_code: 'email_conflict_identity_not_deletable' },
    })
    expect(await listIdentities(session)).toHaveLength(2)
    expect(
      await auth('/token?grant_type=password', { body: { email: 'conflict@example.com', password } }),
    ).toMatchObject({ status: 200 })
  })

  test('invalidates the emails sent to the removed address', async () => {
    const session = await member('pending@example.com')
    await link(session, { login: 'stays' })
    await auth('/recover', { body: { email: 'pending@example.com' } })
    const { tokenHash } = await waitForEmail('pending@example.com', 3)
    await unlink(session, await identityOf(session, 'email'))
    const rejected = await auth('/verify', { body: { type: 'recovery', token_hash: tokenHash } })
    expect(rejected.body.error_code).toBe('otp_expired')
  })

  test('rejects the last identity', async () => {
    const session = await member('last@example.com')
    for (const id of [await identityOf(session, 'email'), randomUUID()])
      expect(await unlink(session, id)).toMatchObject({
        status: 422,
        body: { error_code: 'single_identity_not_deletable' },
      })
    expect(await listIdentities(session)).toHaveLength(1)
  })

  test('does not find identities of other users', async () => {
    const owner = await member('owner@example.com')
    const session = await member('other@example.com')
    await link(owner, { login: 'of-the-owner' })
    await link(session, { login: 'of-the-other-user' })
    for (const id of [await identityOf(owner, 'github'), randomUUID()])
      expect(await unlink(session, id)).toMatchObject({
        status: 422,
        body: { error_code: 'identity_not_found' },
      })
    expect(await unlink(session, 'nonsense')).toMatchObject({
      status: 404,
      body: { error_code: 'validation_failed' },
    })
    expect(await listIdentities(owner)).toHaveLength(2)
    const anonymous = await auth(`/user/identities/${await identityOf(owner, 'github')}`, {
      method: 'DELETE',
    })
    expect(anonymous.status).toBe(403)
  })
})

describe('with manual linking disabled', () => {
  const closed = createBackendClient({ manualLinking: false })

  test('neither is available', async () => {
    const { access_token: token } = await closed.member('closed@example.com')
    for (const [path, method] of [
      ['/user/identities/authorize?provider=github', 'GET'],
      [`/user/identities/${randomUUID()}`, 'DELETE'],
    ] as const)
      expect(await closed.auth(path, { method, token })).toMatchObject({
        status: 404,
        body: { error_code: 'manual_linking_disabled' },
      })
  })
})
