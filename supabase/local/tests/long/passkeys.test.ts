import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { Authenticator } from '../../src/testing/index.ts'
import { createBackendClient } from './backend-client.ts'
import { createPasskeyClient, origin } from './passkey-client.ts'

const client = createBackendClient()
const { auth, backend, member } = client
const { send, registrationOptions, authenticationOptions, register, passkeyUser, signIn } =
  createPasskeyClient(client)

const rejected = { status: 400, body: { error_code: 'webauthn_verification_failed' } }
const unknownChallenge = { status: 400, body: { error_code: 'webauthn_challenge_not_found' } }

describe('a passkey', () => {
  test('is registered for one user and signs that user in', async () => {
    const { session, authenticator, id } = await passkeyUser('passkey@example.com')

    const { status, body } = await signIn(authenticator)

    expect(status).toBe(200)
    expect(body.user).toMatchObject({ id: session.user.id })
    expect(decodeJwt(body.access_token)).toMatchObject({
      aal: 'aal1',
      amr: [{ method: 'passkey', timestamp: expect.any(Number) }],
    })
    const { body: list } = await auth('/passkeys', { token: session.access_token })
    expect(list).toEqual([
      { id, friendly_name: 'Passkey', created_at: expect.any(String), last_used_at: expect.any(String) },
    ])
  })

  test('is accepted without user verification, which is preferred only', async () => {
    const { authenticator } = await passkeyUser('present@example.com')
    expect(await signIn(authenticator, { origin, userVerified: false })).toMatchObject({ status: 200 })
  })

  test('is renamed and removed by its owner alone', async () => {
    const { session, authenticator, id } = await passkeyUser('owner@example.com')
    const stranger = await member('stranger@example.com')
    const change = (method: string, token: string, body?: object) =>
      auth(`/passkeys/${id}`, { method, token, ...(body && { body }) })

    const notFound = { status: 404, body: { error_code: 'validation_failed' } }
    expect(await change('PATCH', stranger.access_token, { friendly_name: 'Mine' })).toMatchObject(notFound)
    expect(await change('DELETE', stranger.access_token)).toMatchObject(notFound)
    expect(await change('PATCH', session.access_token, { friendly_name: '' })).toMatchObject({ status: 400 })
    expect(await change('PATCH', session.access_token, { friendly_name: 'ä'.repeat(61) })).toMatchObject({
      status: 400,
    })
    expect(await change('PATCH', session.access_token, { friendly_name: 'Laptop' })).toMatchObject({
      status: 200,
      body: { id, friendly_name: 'Laptop' },
    })
    expect(await change('DELETE', session.access_token)).toMatchObject({ status: 204 })
    expect(await signIn(authenticator)).toMatchObject(rejected)
  })

  test('is one of at most ten per user', async () => {
    const session = await member('ten@example.com')
    const authenticator = new Authenticator()
    for (let count = 0; count < 10; count++) await register(session, authenticator)
    const { body } = await auth('/passkeys', { token: session.access_token })
    expect(body).toHaveLength(10)
    expect(await send('/registration/options', {}, session.access_token)).toMatchObject({
      status: 422,
      body: { error_code: 'too_many_passkeys' },
    })
  })

  test('excludes itself from the next registration', async () => {
    const { session, authenticator } = await passkeyUser('exclude@example.com')
    const { options } = await registrationOptions(session)
    expect(options.excludeCredentials).toEqual([{ type: 'public-key', id: authenticator.credentials[0]?.id }])
  })
})

describe('a passkey is rejected', () => {
  test('when its challenge was used before, even by a failed attempt', async () => {
    const { authenticator } = await passkeyUser('replay@example.com')
    const { challenge_id, options } = await authenticationOptions()
    const credential = authenticator.get(options, { origin })
    expect(await send('/authentication/verify', { challenge_id, credential: {} })).toMatchObject(rejected)
    expect(await send('/authentication/verify', { challenge_id, credential })).toMatchObject(unknownChallenge)
  })

  test('when it signs another challenge', async () => {
    const { authenticator } = await passkeyUser('other-challenge@example.com')
    const credential = authenticator.get((await authenticationOptions()).options, { origin })
    const { challenge_id } = await authenticationOptions()
    expect(await send('/authentication/verify', { challenge_id, credential })).toMatchObject(rejected)
  })

  test('when its challenge has expired', async () => {
    const { authenticator } = await passkeyUser('expired@example.com')
    const { challenge_id, options } = await authenticationOptions()
    await backend().sql(
      `update auth.webauthn_challenges set expires_at = expires_at - interval '6 minutes' where id = $1`,
      [challenge_id],
    )
    const credential = authenticator.get(options, { origin })
    expect(await send('/authentication/verify', { challenge_id, credential })).toMatchObject({
      status: 400,
      body: { error_code: 'webauthn_challenge_expired' },
    })
  })

  test('from another origin or for another domain', async () => {
    const { session, authenticator } = await passkeyUser('phished@example.com')
    expect(await signIn(authenticator, { origin: 'http://localhost:3999' })).toMatchObject(rejected)
    expect(await register(session, new Authenticator(), { origin: 'https://evil.example' })).toMatchObject(
      rejected,
    )
    const { challenge_id, options } = await authenticationOptions()
    const credential = authenticator.get({ ...options, rpId: 'evil.example' }, { origin })
    expect(await send('/authentication/verify', { challenge_id, credential })).toMatchObject(rejected)
  })

  test('without a user, with another user, and with another key', async () => {
    const { authenticator } = await passkeyUser('mine@example.com')
    const { session: other } = await passkeyUser('yours@example.com')
    const attempt = async (change: (credential: ReturnType<Authenticator['get']>) => object) => {
      const { challenge_id, options } = await authenticationOptions()
      const credential = change(authenticator.get(options, { origin }))
      return send('/authentication/verify', { challenge_id, credential })
    }
    const withUser = (userHandle: string | undefined) =>
      attempt((credential) => ({ ...credential, response: { ...credential.response, userHandle } }))

    expect(await withUser(undefined)).toMatchObject(rejected)
    expect(await withUser(Buffer.from(other.user.id).toString('base64url'))).toMatchObject(rejected)
    const stranger = new Authenticator()
    stranger.create((await registrationOptions(other)).options, { origin })
    expect(await signIn(stranger)).toMatchObject(rejected)
  })

  test('when another user registers with the challenge', async () => {
    const owner = await member('challenged@example.com')
    const other = await member('thief@example.com')
    const { challenge_id, options } = await registrationOptions(owner)
    const credential = new Authenticator().create(options, { origin })
    const body = { challenge_id, credential }
    expect(await send('/registration/verify', body, other.access_token)).toMatchObject(unknownChallenge)
    expect(await send('/registration/verify', body, owner.access_token)).toMatchObject({ status: 200 })
  })

  test('when its user is banned or unconfirmed', async () => {
    const { authenticator, session } = await passkeyUser('banned@example.com')
    const set = (change: string) =>
      backend().sql(`update auth.users set ${change} where id = $1`, [session.user.id])
    await set(`banned_until = now() + interval '1 hour'`)
    expect(await signIn(authenticator)).toMatchObject({ status: 403, body: { error_code: 'user_banned' } })
    await set('banned_until = null, email_confirmed_at = null')
    expect(await signIn(authenticator)).toMatchObject({
      status: 403,
      body: { error_code: 'email_not_confirmed' },
    })
  })
})

test('the response to a malformed request names the field', async () => {
  const { access_token } = await member('malformed@example.com')
  const code = async (body: object) => {
    const response = await send('/registration/verify', body, access_token)
    return `${response.status} ${response.body.error_code}: ${response.body.msg}`
  }
  expect(await code({})).toBe('400 validation_failed: challenge_id is required')
  expect(await code({ challenge_id: 'x' })).toBe('400 validation_failed: credential is required')
  expect(await code({ challenge_id: 'x', credential: {} })).toBe(
    '400 validation_failed: challenge_id must be a valid UUID',
  )
  expect(await auth('/passkeys')).toMatchObject({ status: 403, body: { error_code: 'bad_jwt' } })
  expect(await send('/registration/options', {})).toMatchObject({
    status: 403,
    body: { error_code: 'bad_jwt' },
  })
})

test('the audit log records every use of a passkey, with the address of the client', async () => {
  await backend().sql('delete from auth.audit_log_entries')
  const { session, authenticator, id } = await passkeyUser('audited@example.com')
  await signIn(authenticator)
  const token = session.access_token
  await auth(`/passkeys/${id}`, { method: 'PATCH', token, body: { friendly_name: 'Phone' } })
  await auth(`/passkeys/${id}`, { method: 'DELETE', token })
  const entries = await backend().sql<{ payload: { action: string; log_type: string }; ip_address: string }>(
    `select payload::jsonb as payload, ip_address from auth.audit_log_entries where payload::jsonb -> 'traits' ->> 'passkey_id' = $1
     order by created_at`,
    [id],
  )
  expect(
    entries.map(({ payload: { action, log_type }, ip_address }) => [log_type, action, ip_address]),
  ).toEqual([
    ['user', 'passkey_created', '127.0.0.1'],
    ['account', 'login', '127.0.0.1'],
    ['user', 'passkey_updated', '127.0.0.1'],
    ['user', 'passkey_deleted', '127.0.0.1'],
  ])
})
