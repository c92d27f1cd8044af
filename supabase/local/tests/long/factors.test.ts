import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { URI } from 'otpauth'
import { afterAll, describe, expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { createBackendClient, password } from './backend-client.ts'
import { createFactorClient } from './factor-client.ts'

const client = createBackendClient()
const { auth, backend, call, member } = client
const { enroll, enrolled, verify, remove, memberWithFactor, sessionRow, factorsOf } =
  createFactorClient(client)

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

  test('rejects a name that is in use, and a second factor without a name', async () => {
    const session = await member('names@example.com')
    await enroll(session)
    expect(await enroll(session)).toMatchObject({
      status: 422,
      body: { error_code: 'mfa_factor_name_conflict' },
    })
    expect(await enroll(session, { friendly_name: 'Other' })).toMatchObject({ status: 200 })
  })

  test('has a limit, and deletes factors that were neither challenged nor verified within five minutes', async () => {
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

test('the log records every action, with the address of the client', async () => {
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

describe('config.toml', () => {
  /** A project with nothing but these settings. */
  function project(settings: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'factors-'))
    mkdirSync(join(folder, 'supabase'))
    writeFileSync(join(folder, 'supabase/config.toml'), settings)
    afterAll(() => rmSync(folder, { recursive: true }))
    return folder
  }
  const limited = createBackendClient({
    projectDir: project('[auth.mfa]\nmax_enrolled_factors = 1\n[auth.mfa.totp]\nenroll_enabled = true\n'),
  })
  const bare = createBackendClient({ projectDir: project('') })
  const signUp = async ({ auth: send }: typeof limited) =>
    (await send('/signup', { body: { email: 'someone@example.com', password } })).body.access_token
  const refused = (error_code: string) => ({ status: 422, body: { error_code } })
  const enrollment = (friendly_name: string) => ({ factor_type: 'totp', friendly_name })

  test('limits the number of factors, and turns verification off', async () => {
    const token = await signUp(limited)
    const { body: factor } = await limited.auth('/factors', { token, body: enrollment('one') })
    const second = await limited.auth('/factors', { token, body: enrollment('two') })
    expect(second).toMatchObject(refused('too_many_enrolled_mfa_factors'))
    const path = `/factors/${factor.id}`
    const off = refused('mfa_totp_verify_not_enabled')
    expect(await limited.auth(`${path}/challenge`, { method: 'POST', token })).toMatchObject(off)
    expect(await limited.auth(`${path}/verify`, { token, body: { code: '123456' } })).toMatchObject(off)
  })

  test('without [auth.mfa.totp], as in the CLI, turns enrollment off', async () => {
    const answer = await bare.auth('/factors', { token: await signUp(bare), body: enrollment('one') })
    expect(answer).toMatchObject(refused('mfa_totp_enroll_not_enabled'))
  })
})
