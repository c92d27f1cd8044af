import { createClient } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Body, createBackendClient, password } from './backend-client.ts'
import { code, createFactorClient } from './factor-client.ts'

const on = createBackendClient({ recoveryCodes: true })
const off = createBackendClient({ recoveryCodes: false })
const absent = createBackendClient()
const { memberWithFactor, signIn } = createFactorClient(on)

const status = ({ access_token: token }: Body) => on.auth('/factors/recovery-codes', { token })
const generate = ({ access_token: token }: Body, body: object = {}) =>
  on.auth('/factors/recovery-codes', { token, body })
const regenerate = ({ access_token: token }: Body) =>
  on.auth('/factors/recovery-codes/regenerate', { method: 'POST', token })
const verify = ({ access_token: token }: Body, text: unknown) =>
  on.auth('/factors/recovery-codes/verify', { token, body: { code: text } })
const remove = ({ access_token: token }: Body) =>
  on.auth('/factors/recovery-codes', { method: 'DELETE', token })

const codesOf = async (session: Body) => (await generate(session)).body.codes as string[]
const error = (status: number, error_code: string) => ({ status, body: { error_code } })

describe('generation', () => {
  test('returns ten codes once, and adds a verified factor', async () => {
    const { session } = await memberWithFactor('generate@example.com')
    expect(await status(session)).toMatchObject(error(404, 'mfa_factor_not_found'))
    const { status: answered, body } = await generate(session, { friendly_name: 'Backup' })
    expect(answered).toBe(200)
    expect(body).toEqual({
      id: expect.any(String),
      type: 'recovery_code',
      friendly_name: 'Backup',
      total: 10,
      codes: expect.any(Array),
    })
    const codes = body.codes as string[]
    expect(new Set(codes).size).toBe(10)
    for (const text of codes) expect(text).toMatch(/^[a-z2-9]{16}$/)
    expect((await status(session)).body).toEqual({
      id: body.id,
      type: 'recovery_code',
      total: 10,
      remaining: 10,
    })
    expect((await on.auth('/user', { token: session.access_token })).body.factors).toContainEqual(
      expect.objectContaining({
        id: body.id,
        factor_type: 'recovery_code',
        status: 'verified',
        friendly_name: 'Backup',
      }),
    )
    const stored = await on
      .backend()
      .sql<{ code_hash: string }>('select code_hash from auth.mfa_recovery_codes')
    expect(stored.some(({ code_hash }) => codes.includes(code_hash))).toBe(false)
    expect((await on.waitForEmail('generate@example.com', 3)).subject).toContain('added')
  })

  test('needs aal2, another verified factor, and no codes yet', async () => {
    const { session } = await memberWithFactor('needs@example.com')
    await generate(session)
    expect(await generate(session)).toMatchObject(error(422, 'mfa_verified_factor_exists'))
    const low = await signIn('needs@example.com')
    for (const call of [generate, regenerate, remove])
      expect(await call(low)).toMatchObject(error(403, 'insufficient_aal'))
    const without = await on.member('without@example.com')
    await on.backend().sql(`update auth.sessions set aal = 'aal2' where user_id = $1`, [without.user.id])
    expect(await generate(without)).toMatchObject(error(422, 'mfa_recovery_codes_sole_factor'))
  })
})

describe('verification', () => {
  test('raises the session to aal2, once for each code, and ends sessions at aal1', async () => {
    const { session } = await memberWithFactor('verify@example.com')
    const [first = '', second = ''] = await codesOf(session)
    const [low, other] = [await signIn('verify@example.com'), await signIn('verify@example.com')]
    const typed = `${first.slice(0, 4)} ${first.slice(4, 8)}-${first.slice(8)}`.toUpperCase()
    const { status: answered, body } = await verify(low, typed)
    expect(answered).toBe(200)
    expect(decodeJwt(body.access_token)).toMatchObject({ aal: 'aal2' })
    const { amr } = decodeJwt(body.access_token) as { amr: { method: string }[] }
    expect(amr.map(({ method }) => method).sort()).toEqual(['mfa/recovery_code', 'password'])
    expect((await on.auth('/user', { token: other.access_token })).body.error_code).toBe('session_not_found')
    expect((await status(low)).body).toMatchObject({ total: 10, remaining: 9 })
    expect(await verify(low, first)).toMatchObject(error(422, 'mfa_verification_failed'))
    expect(await verify(low, second)).toMatchObject({ status: 200 })
  })

  test('of one code twice at once succeeds once', async () => {
    const { session } = await memberWithFactor('parallel@example.com')
    const [text = ''] = await codesOf(session)
    const answers = await Promise.all([verify(session, text), verify(session, text)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422])
  })

  test('locks for 15 minutes after five wrong codes', async () => {
    const { session } = await memberWithFactor('lock@example.com')
    const [text = '', another = ''] = await codesOf(session)
    const wrong = error(422, 'mfa_verification_failed')
    for (let attempt = 0; attempt < 4; attempt++) expect(await verify(session, 'wrong')).toMatchObject(wrong)
    expect(await verify(session, text)).toMatchObject({ status: 200 })
    for (let attempt = 0; attempt < 5; attempt++) expect(await verify(session, 'wrong')).toMatchObject(wrong)
    expect(await verify(session, another)).toMatchObject(error(429, 'mfa_recovery_codes_locked'))
    await on
      .backend()
      .sql(
        `update auth.mfa_recovery_code_sets set verification_locked_until = verification_locked_until - interval '15 minutes'`,
      )
    expect(await verify(session, 'wrong')).toMatchObject(wrong)
    expect(await verify(session, another)).toMatchObject({ status: 200 })
  })

  test('rejects an empty code, a code of another user, and any code of a user without codes', async () => {
    const { session } = await memberWithFactor('mine@example.com')
    const [text = ''] = await codesOf(session)
    expect(await verify(session, ' - ')).toMatchObject(error(400, 'validation_failed'))
    const { session: other } = await memberWithFactor('theirs@example.com')
    expect(await verify(other, text)).toMatchObject(error(422, 'mfa_verification_failed'))
    await generate(other)
    expect(await verify(other, text)).toMatchObject(error(422, 'mfa_verification_failed'))
  })
})

test('regeneration voids the earlier codes and ends a lock', async () => {
  const { session } = await memberWithFactor('regenerate@example.com')
  expect(await regenerate(session)).toMatchObject(error(404, 'mfa_factor_not_found'))
  const generated = await generate(session, { friendly_name: 'Backup' })
  for (let attempt = 0; attempt < 5; attempt++) await verify(session, 'wrong')
  const { body } = await regenerate(session)
  expect(body).toMatchObject({ id: generated.body.id, friendly_name: 'Backup', total: 10 })
  const [old = ''] = generated.body.codes as string[]
  const [text = ''] = body.codes as string[]
  expect(await verify(session, old)).toMatchObject(error(422, 'mfa_verification_failed'))
  expect(await verify(session, text)).toMatchObject({ status: 200 })
})

test('removal lowers the sessions that a code raised, and no other', async () => {
  const { session } = await memberWithFactor('remove@example.com')
  const [text = ''] = await codesOf(session)
  const low = await signIn('remove@example.com')
  const raised = (await verify(low, text)).body
  expect(await remove(session)).toMatchObject({ status: 200, body: { id: expect.any(String) } })
  const rows = await on
    .backend()
    .sql('select aal from auth.sessions where user_id = $1 order by created_at', [session.user.id])
  expect(rows).toEqual([{ aal: 'aal2' }, { aal: 'aal1' }])
  const { body } = await on.auth('/token?grant_type=refresh_token', {
    body: { refresh_token: raised.refresh_token },
  })
  expect(decodeJwt(body.access_token).aal).toBe('aal1')
  expect(await remove(session)).toMatchObject(error(404, 'mfa_factor_not_found'))
})

test('the last other factor stays as long as there are codes', async () => {
  const { factor, session } = await memberWithFactor('last@example.com')
  const { body } = await generate(session)
  const unenroll = (id: string) =>
    on.auth(`/factors/${id}`, { method: 'DELETE', token: session.access_token })
  expect(await unenroll(factor.id)).toMatchObject(error(422, 'mfa_recovery_codes_sole_factor'))
  expect(await unenroll(String(body.id))).toMatchObject(error(422, 'validation_failed'))
  await remove(session)
  expect(await unenroll(factor.id)).toMatchObject({ status: 200 })
})

test('the log records every action, with the address of the client', async () => {
  const { session } = await memberWithFactor('logged@example.com')
  await on.backend().sql('delete from auth.audit_log_entries')
  const [text = ''] = await codesOf(session)
  await verify(session, text)
  await regenerate(session)
  await remove(session)
  const rows = await on.backend().sql<{ entry: string }>(
    `select concat_ws(' ', payload ->> 'action', ip_address) as entry from auth.audit_log_entries
     where payload ->> 'log_type' = 'factor' order by created_at`,
  )
  expect(rows.map(({ entry }) => entry)).toEqual([
    'recovery_codes_generated 127.0.0.1',
    'recovery_codes_verified 127.0.0.1',
    'recovery_codes_regenerated 127.0.0.1',
    'recovery_codes_deleted 127.0.0.1',
  ])
})

test('supabase-js uses them', async () => {
  const { factor } = await memberWithFactor('client@example.com')
  const { apiUrl, publishableKey } = on.backend()
  const client = createClient(apiUrl, publishableKey, {
    auth: { persistSession: false, experimental: { recoveryCodes: true } },
  })
  await client.auth.signInWithPassword({ email: 'client@example.com', password })
  await client.auth.mfa.challengeAndVerify({ factorId: factor.id, code: code(factor) })
  const { data } = await client.auth.mfa.recoveryCodes.generate()
  expect(data).toMatchObject({ friendly_name: 'Recovery codes', total: 10 })
  await client.auth.signInWithPassword({ email: 'client@example.com', password })
  expect((await client.auth.mfa.recoveryCodes.verify({ code: data?.codes[0] ?? '' })).error).toBeNull()
  expect((await client.auth.mfa.getAuthenticatorAssuranceLevel()).data?.currentLevel).toBe('aal2')
  expect((await client.auth.mfa.recoveryCodes.getStatus()).data?.remaining).toBe(9)
})

describe('a server', () => {
  test('with recovery codes turned off says so', async () => {
    const { session } = await createFactorClient(off).memberWithFactor('off@example.com')
    const token = session.access_token
    const path = '/factors/recovery-codes'
    const disabled = error(422, 'mfa_recovery_codes_enroll_not_enabled')
    expect(await off.auth(path, { token })).toMatchObject(error(404, 'mfa_factor_not_found'))
    expect(await off.auth(path, { method: 'POST', token })).toMatchObject(disabled)
    expect(await off.auth(`${path}/regenerate`, { method: 'POST', token })).toMatchObject(disabled)
    expect(await off.auth(`${path}/verify`, { token, body: { code: 'x' } })).toMatchObject(
      error(422, 'mfa_recovery_codes_verify_not_enabled'),
    )
  })

  test('before 2.197 takes the path for the id of a factor', async () => {
    const { access_token: token } = await absent.member('absent@example.com')
    const refused = error(404, 'validation_failed')
    for (const method of ['GET', 'POST', 'DELETE'])
      expect(await absent.auth('/factors/recovery-codes', { method, token })).toMatchObject(refused)
    for (const path of ['verify', 'regenerate'])
      expect(await absent.auth(`/factors/recovery-codes/${path}`, { method: 'POST', token })).toMatchObject(
        refused,
      )
  })
})
