import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { decodeJwt } from 'jose'
import { Secret, TOTP, URI } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { Authenticator } from '../../src/testing/index.ts'
import { type Body, createBackendClient, password } from './backend-client.ts'

const { auth, backend, call, emailsTo, member, waitForEmail } = createBackendClient()

interface Enrolled {
  id: string
  secret: string
}

const signIn = async (email: string) =>
  (await auth('/token?grant_type=password', { body: { email, password } })).body

const code = ({ secret }: Enrolled, timestamp = Date.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })

function wrongCode(factor: Enrolled): string {
  const valid = [-60_000, -30_000, 0, 30_000, 60_000].map((shift) => code(factor, Date.now() + shift))
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((text) => !valid.includes(text)) ?? ''
  )
}

const enroll = ({ access_token: token }: Body, body: object = {}) =>
  auth('/factors', { token, body: { factor_type: 'totp', ...body } })

const challenge = async ({ access_token: token }: Body, { id }: Enrolled, headers = {}) =>
  String((await auth(`/factors/${id}/challenge`, { method: 'POST', token, headers })).body.id)

const answer = ({ access_token: token }: Body, { id }: Enrolled, body: object, headers = {}) =>
  auth(`/factors/${id}/verify`, { token, body, headers })

const remove = ({ access_token: token }: Body, { id }: Enrolled) =>
  auth(`/factors/${id}`, { method: 'DELETE', token })

async function enrolled(session: Body, friendly_name = ''): Promise<Enrolled> {
  const { body } = await enroll(session, { friendly_name })
  return { id: String(body.id), secret: (body.totp as { secret: string }).secret }
}

async function verify(session: Body, factor: Enrolled, text = code(factor)) {
  return answer(session, factor, { challenge_id: await challenge(session, factor), code: text })
}

/** A user with a verified factor, and the session at aal2 that verified it. */
async function memberWithFactor(email: string) {
  const session = await member(email)
  const factor = await enrolled(session, 'Phone')
  const { body } = await verify(session, factor)
  return { factor, session: { ...session, ...body } as Body }
}

const sessionRow = async ({ access_token }: Body) =>
  (
    await backend().sql('select aal, factor_id from auth.sessions where id = $1', [
      decodeJwt(access_token).session_id,
    ])
  )[0]

const factorsOf = async ({ access_token: token }: Body) => (await auth('/user', { token })).body.factors

describe('enrollment', () => {
  test('returns the secret once, as text, URI, and QR code', async () => {
    const session = await member('enroll+1@example.com')
    const { status, body } = await enroll(session, { friendly_name: 'Phone' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.any(String),
      type: 'totp',
      friendly_name: 'Phone',
      totp: {
        secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
        uri: expect.any(String),
        qr_code: expect.stringContaining('<svg'),
      },
    })
    const { secret, uri } = body.totp as Record<'secret' | 'uri', string>
    expect(uri).toBe(
      `otpauth://totp/localhost:3000:enroll+1@example.com?algorithm=SHA1&digits=6&issuer=localhost:3000&period=30&secret=${secret}`,
    )
    expect(URI.parse(uri)).toMatchObject({ issuer: 'localhost:3000', digits: 6, algorithm: 'SHA1' })
    expect(await factorsOf(session)).toEqual([
      expect.objectContaining({
        id: body.id,
        status: 'unverified',
        friendly_name: 'Phone',
        factor_type: 'totp',
      }),
    ])
    expect(JSON.stringify(await factorsOf(session))).not.toContain(secret)
  })

  test('takes the issuer from the request, and encodes it as the Auth server does', async () => {
    const { body } = await enroll(await member('issuer@example.com'), { issuer: "O'My app & co/ü:x" })
    const { uri } = body.totp as { uri: string }
    expect(uri.replace(/secret=.*/, '')).toBe(
      'otpauth://totp/O%27My%20app%20&%20co/%C3%BC:x:issuer@example.com?algorithm=SHA1&digits=6&issuer=O%27My%20app%20&%20co%2F%C3%BC:x&period=30&',
    )
  })

  test('refuses a name that is taken, an unnamed second one too', async () => {
    const session = await member('names@example.com')
    await enroll(session)
    expect(await enroll(session)).toMatchObject({
      status: 422,
      body: { error_code: 'mfa_factor_name_conflict' },
    })
    expect(await enroll(session, { friendly_name: 'Other' })).toMatchObject({ status: 200 })
  })

  test('has a limit, and drops what was neither challenged nor verified in five minutes', async () => {
    const session = await member('limit@example.com')
    for (let number = 0; number < 10; number++) await enroll(session, { friendly_name: `${number}` })
    const rejected = await enroll(session, { friendly_name: 'one more' })
    expect(rejected).toMatchObject({ status: 422, body: { error_code: 'too_many_enrolled_mfa_factors' } })
    await backend().sql(`update auth.mfa_factors set created_at = created_at - interval '301 seconds'`)
    expect(await enroll(session, { friendly_name: 'one more' })).toMatchObject({ status: 200 })
    expect(await factorsOf(session)).toHaveLength(1)
  })

  test.each([
    ['phone', 422, 'mfa_phone_enroll_not_enabled'],
    ['webauthn', 422, 'mfa_webauthn_enroll_not_enabled'],
    ['other', 400, 'validation_failed'],
  ])('refuses the type %j', async (factor_type, status, error_code) => {
    const session = await member(`${factor_type}-type@example.com`)
    expect(await enroll(session, { factor_type })).toMatchObject({ status, body: { error_code } })
  })

  test('needs a session', async () => {
    expect(await auth('/factors', { body: { factor_type: 'totp' } })).toMatchObject({ status: 403 })
  })
})

describe('verification', () => {
  test('raises the session to aal2, in the token, the row, and after a refresh', async () => {
    const before = await member('raise@example.com')
    const factor = await enrolled(before)
    const { status, body } = await verify(before, factor)
    expect(status).toBe(200)
    expect(decodeJwt(body.access_token)).toMatchObject({
      aal: 'aal2',
      session_id: decodeJwt(before.access_token).session_id,
      amr: [{ method: 'totp' }, { method: 'otp' }],
    })
    expect(body.user).toMatchObject({ factors: [{ id: factor.id, status: 'verified' }] })
    expect(await sessionRow(before)).toEqual({ aal: 'aal2', factor_id: factor.id })
    const refreshed = await auth('/token?grant_type=refresh_token', {
      body: { refresh_token: body.refresh_token },
    })
    expect(decodeJwt(refreshed.body.access_token).aal).toBe('aal2')
  })

  test('ends the other sessions at aal1, and keeps those at aal2', async () => {
    const first = await memberWithFactor('others@example.com')
    const [second, third] = [await signIn('others@example.com'), await signIn('others@example.com')]
    expect(decodeJwt(second.access_token)).toMatchObject({ aal: 'aal1', amr: [{ method: 'password' }] })
    expect(await verify(second, first.factor)).toMatchObject({ status: 200 })
    expect(await auth('/user', { token: first.session.access_token })).toMatchObject({ status: 200 })
    expect((await auth('/user', { token: third.access_token })).body.error_code).toBe('session_not_found')
  })

  test('refuses a wrong code, and leaves the challenge open', async () => {
    const session = await member('wrong@example.com')
    const factor = await enrolled(session)
    const challenge_id = await challenge(session, factor)
    for (const text of [wrongCode(factor), '12345', 'abcdef']) {
      const rejected = await answer(session, factor, { challenge_id, code: text })
      expect(rejected).toMatchObject({ status: 422, body: { error_code: 'mfa_verification_failed' } })
    }
    expect(await answer(session, factor, { challenge_id })).toMatchObject({
      status: 400,
      body: { error_code: 'validation_failed' },
    })
    expect(await sessionRow(session)).toEqual({ aal: 'aal1', factor_id: null })
    expect(await answer(session, factor, { challenge_id, code: code(factor) })).toMatchObject({ status: 200 })
  })

  test('takes the codes of the steps before and after, and none further away', async () => {
    const session = await member('steps@example.com')
    const factor = await enrolled(session)
    for (const [shift, status] of [
      [-90_000, 422],
      [90_000, 422],
      [30_000, 200],
    ] as const)
      expect(await verify(session, factor, code(factor, Date.now() + shift))).toMatchObject({ status })
  })

  test('uses a challenge once, and takes the same code for another challenge', async () => {
    const session = await member('replay@example.com')
    const factor = await enrolled(session)
    const challenge_id = await challenge(session, factor)
    const text = code(factor)
    expect(await answer(session, factor, { challenge_id, code: text })).toMatchObject({ status: 200 })
    const again = await answer(session, factor, { challenge_id, code: text })
    expect(again).toMatchObject({ status: 422, body: { error_code: 'mfa_ip_address_mismatch' } })
    expect(await verify(session, factor, text)).toMatchObject({ status: 200 })
  })

  test('refuses a challenge from another address, of another factor, and an expired one', async () => {
    const session = await member('challenge@example.com')
    const [factor, other] = [await enrolled(session, 'one'), await enrolled(session, 'two')]
    const elsewhere = await challenge(session, factor, { 'X-Forwarded-For': '203.0.113.7' })
    expect(await answer(session, factor, { challenge_id: elsewhere, code: code(factor) })).toMatchObject({
      status: 422,
      body: { error_code: 'mfa_ip_address_mismatch' },
    })
    const ofOther = await challenge(session, other)
    expect(await answer(session, factor, { challenge_id: ofOther, code: code(factor) })).toMatchObject({
      status: 422,
      body: { error_code: 'mfa_factor_not_found' },
    })
    const old = await challenge(session, factor)
    await backend().sql(
      `update auth.mfa_challenges set created_at = created_at - interval '301 seconds' where id = $1`,
      [old],
    )
    const expired = await answer(session, factor, { challenge_id: old, code: code(factor) })
    expect(expired).toMatchObject({ status: 422, body: { error_code: 'mfa_challenge_expired' } })
    expect(await backend().sql('select from auth.mfa_challenges where id = $1', [old])).toEqual([])
  })

  test('does not take the factor of another user', async () => {
    const { factor } = await memberWithFactor('owner@example.com')
    const stranger = await member('stranger@example.com')
    const rejected = { status: 404, body: { error_code: 'mfa_factor_not_found' } }
    const token = stranger.access_token
    expect(await auth(`/factors/${factor.id}/challenge`, { method: 'POST', token })).toMatchObject(rejected)
    expect(await answer(stranger, factor, { code: code(factor) })).toMatchObject(rejected)
    expect(await remove(stranger, factor)).toMatchObject(rejected)
  })

  test('drops the unverified factors, and emails the owner once', async () => {
    const session = await member('notice@example.com')
    await enrolled(session, 'abandoned')
    const factor = await enrolled(session, 'Phone')
    await verify(session, factor)
    expect(await factorsOf(session)).toEqual([expect.objectContaining({ id: factor.id, status: 'verified' })])
    expect((await waitForEmail('notice@example.com', 2)).subject).toBe(
      'A two-factor authentication method was added',
    )
    await verify(session, factor)
    expect(await emailsTo('notice@example.com')).toHaveLength(2)
  })
})

describe('a session at aal1 of a user with a verified factor', () => {
  test('changes neither password nor address, and enrolls and removes no factor', async () => {
    const { factor } = await memberWithFactor('guarded@example.com')
    const session = await signIn('guarded@example.com')
    const token = session.access_token
    for (const body of [{ password: 'another-long-password' }, { email: 'moved@example.com' }])
      expect(await auth('/user', { method: 'PUT', token, body })).toMatchObject({
        status: 401,
        body: { error_code: 'insufficient_aal' },
      })
    expect(await auth('/user', { method: 'PUT', token, body: { data: { theme: 'dark' } } })).toMatchObject({
      status: 200,
    })
    const another = await enroll(session, { friendly_name: 'another' })
    expect(another).toMatchObject({ status: 403, body: { error_code: 'insufficient_aal' } })
    expect(await remove(session, factor)).toMatchObject({
      status: 422,
      body: { error_code: 'insufficient_aal' },
    })
  })

  test('adds and removes no passkey, and renames one', async () => {
    const email = 'passkeys@example.com'
    const before = await member(email)
    const authenticator = new Authenticator()
    const origin = 'http://localhost:3000'
    const options = await auth('/passkeys/registration/options', { token: before.access_token, body: {} })
    const { body: passkey } = await auth('/passkeys/registration/verify', {
      token: before.access_token,
      body: {
        challenge_id: options.body.challenge_id,
        credential: authenticator.create(options.body.options as PublicKeyCredentialCreationOptionsJSON, {
          origin,
        }),
      },
    })
    await verify(before, await enrolled(before))
    const { access_token: token } = await signIn(email)
    const refused = { status: 403, body: { error_code: 'insufficient_aal' } }
    expect(await auth('/passkeys/registration/options', { token, body: {} })).toMatchObject(refused)
    expect(await auth('/passkeys/registration/verify', { token, body: {} })).toMatchObject(refused)
    const path = `/passkeys/${passkey.id}`
    expect(await auth(path, { method: 'DELETE', token })).toMatchObject(refused)
    const rename = { method: 'PATCH', token, body: { friendly_name: 'Laptop' } }
    expect(await auth(path, rename)).toMatchObject({ status: 200 })
    expect(await auth(path, { method: 'DELETE', token: before.access_token })).toMatchObject({ status: 204 })
  })

  test('changes the password after the second step', async () => {
    const { factor } = await memberWithFactor('second@example.com')
    const session = await signIn('second@example.com')
    const { body } = await verify(session, factor)
    const change = { method: 'PUT', token: body.access_token, body: { password: 'another-long-password' } }
    expect(await auth('/user', change)).toMatchObject({ status: 200 })
  })
})

test('a session whose row the application raises may do what aal2 may, and its tokens say aal1', async () => {
  const { factor } = await memberWithFactor('raised@example.com')
  const { access_token: token, refresh_token, ...session } = await signIn('raised@example.com')
  const { session_id } = decodeJwt(token)
  await backend().sql(`update auth.sessions set aal = 'aal2' where id = $1`, [session_id])
  const body = { password: 'another-long-password' }
  expect(await auth('/user', { method: 'PUT', token, body })).toMatchObject({ status: 200 })
  const { body: refreshed } = await auth('/token?grant_type=refresh_token', { body: { refresh_token } })
  expect(decodeJwt(refreshed.access_token).aal).toBe('aal1')
  const raised = { ...session, ...refreshed } as Body
  expect(await enroll(raised, { friendly_name: 'New phone' })).toMatchObject({ status: 200 })
  expect(await remove(raised, factor)).toMatchObject({ status: 200 })
  expect(await sessionRow(raised)).toMatchObject({ aal: 'aal2' })
})

describe('removal', () => {
  test('lowers the sessions that the factor raised, and emails the owner', async () => {
    const { factor, session } = await memberWithFactor('remove@example.com')
    expect(await remove(session, factor)).toMatchObject({ status: 200, body: { id: factor.id } })
    expect(await sessionRow(session)).toEqual({ aal: 'aal1', factor_id: null })
    expect(await factorsOf(session)).toBeUndefined()
    const { body } = await auth('/token?grant_type=refresh_token', {
      body: { refresh_token: session.refresh_token },
    })
    expect(decodeJwt(body.access_token)).toMatchObject({ aal: 'aal1', amr: [{ method: 'otp' }] })
    const { subject } = await waitForEmail('remove@example.com', 3)
    expect(subject).toBe('A two-factor authentication method was removed')
  })

  test('leaves the sessions that another factor raised', async () => {
    const { session } = await memberWithFactor('two@example.com')
    const second = await enrolled(session, 'Tablet')
    await verify(session, second)
    const [phone] = (await factorsOf(session)) as { id: string }[]
    expect(await remove(session, { id: phone?.id ?? '', secret: '' })).toMatchObject({ status: 200 })
    expect(await sessionRow(session)).toEqual({ aal: 'aal2', factor_id: second.id })
  })

  test('of an unverified factor needs no second step', async () => {
    const session = await member('unverified@example.com')
    expect(await remove(session, await enrolled(session))).toMatchObject({ status: 200 })
  })
})

describe('the admin API', () => {
  const admin = (path: string, method = 'GET', body?: object) =>
    auth(`/admin/users/${path}`, { method, headers: { apikey: secretKey }, ...(body && { body }) })

  test('lists, renames, and removes factors', async () => {
    const { factor, session } = await memberWithFactor('managed@example.com')
    const path = `${session.user.id}/factors`
    expect((await admin(path)).body).toEqual([
      expect.objectContaining({ id: factor.id, friendly_name: 'Phone' }),
    ])
    const renamed = await admin(`${path}/${factor.id}`, 'PUT', { friendly_name: 'Tablet' })
    expect(renamed).toMatchObject({ status: 200, body: { id: factor.id, friendly_name: 'Tablet' } })
    expect(await admin(`${path}/${factor.id}`, 'DELETE')).toMatchObject({
      status: 200,
      body: { id: factor.id },
    })
    expect(await sessionRow(session)).toEqual({ aal: 'aal1', factor_id: null })
    expect((await admin(path)).body).toEqual([])
    expect(await admin(`${path}/${factor.id}`, 'DELETE')).toMatchObject({ status: 404 })
  })

  test('is closed without the secret key', async () => {
    const { factor, session } = await memberWithFactor('closed@example.com')
    const path = `/admin/users/${session.user.id}/factors/${factor.id}`
    const rejected = await auth(path, { method: 'DELETE', token: session.access_token })
    expect(rejected).toMatchObject({ status: 403, body: { error_code: 'not_admin' } })
  })
})

test('the log has what was done, with the address', async () => {
  const session = await member('logged@example.com')
  await backend().sql('delete from auth.audit_log_entries')
  const factor = await enrolled(session)
  await verify(session, factor)
  await remove(session, factor)
  const rows = await backend().sql<{ entry: string; ip_address: string }>(
    `select concat_ws(' ', payload ->> 'log_type', payload ->> 'action') as entry, ip_address from auth.audit_log_entries
     order by created_at`,
  )
  expect(rows).toEqual([
    { entry: 'factor factor_in_progress', ip_address: '127.0.0.1' },
    { entry: 'factor challenge_created', ip_address: '127.0.0.1' },
    { entry: 'factor verification_attempted', ip_address: '127.0.0.1' },
    { entry: 'token token_revoked', ip_address: '' },
    { entry: 'factor factor_unenrolled', ip_address: '127.0.0.1' },
  ])
})

test('clients of the data API do not see the tables', async () => {
  const { session } = await memberWithFactor('tables@example.com')
  const { status } = await call('/rest/v1/mfa_factors', {
    token: session.access_token,
    headers: { 'Accept-Profile': 'auth' },
  })
  expect(status).toBeGreaterThanOrEqual(400)
  const [table] = await backend().sql(
    `select has_table_privilege('authenticated', 'auth.mfa_factors', 'select') as readable,
       (select relrowsecurity from pg_class where oid = 'auth.mfa_factors'::regclass) as secured`,
  )
  expect(table).toEqual({ readable: false, secured: true })
})
