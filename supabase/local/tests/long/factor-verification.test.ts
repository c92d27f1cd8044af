import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { createBackendClient } from './backend-client.ts'
import { code, createFactorClient, wrongCode } from './factor-client.ts'

const client = createBackendClient()
const { auth, backend, emailsTo, member, waitForEmail } = client
const { signIn, enrolled, challenge, answer, remove, verify, memberWithFactor, sessionRow, factorsOf } =
  createFactorClient(client)

test('raises the session to aal2, in the token, the row, and after a refresh', async () => {
  const before = await member('raise@example.com')
  const factor = await enrolled(before)
  const { status, body } = await verify(before, factor)
  expect(status).toBe(200)
  expect(decodeJwt(body.access_token)).toMatchObject({
    aal: 'aal2',
    session_id: decodeJwt(before.access_token).session_id,
  })
  // The Auth server orders methods by the second, the newest first.
  const { amr } = decodeJwt(body.access_token) as { amr: { method: string }[] }
  expect(amr.map(({ method }) => method).toSorted()).toEqual(['otp', 'totp'])
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

test('rejects a wrong code, and leaves the challenge open', async () => {
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

test('accepts the codes of the steps before and after, and no others', async () => {
  const session = await member('steps@example.com')
  const factor = await enrolled(session)
  for (const [shift, status] of [
    [-90_000, 422],
    [90_000, 422],
    [30_000, 200],
  ] as const)
    expect(await verify(session, factor, code(factor, Date.now() + shift))).toMatchObject({ status })
})

test('uses a challenge once, and accepts the same code for another challenge', async () => {
  const session = await member('replay@example.com')
  const factor = await enrolled(session)
  const challenge_id = await challenge(session, factor)
  const text = code(factor)
  expect(await answer(session, factor, { challenge_id, code: text })).toMatchObject({ status: 200 })
  const again = await answer(session, factor, { challenge_id, code: text })
  expect(again).toMatchObject({ status: 422, body: { error_code: 'mfa_ip_address_mismatch' } })
  expect(await verify(session, factor, text)).toMatchObject({ status: 200 })
})

test('rejects a challenge from another address, of another factor, and an expired one', async () => {
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

test('rejects the factor of another user', async () => {
  const { factor } = await memberWithFactor('owner@example.com')
  const stranger = await member('stranger@example.com')
  const rejected = { status: 404, body: { error_code: 'mfa_factor_not_found' } }
  const token = stranger.access_token
  expect(await auth(`/factors/${factor.id}/challenge`, { method: 'POST', token })).toMatchObject(rejected)
  expect(await answer(stranger, factor, { code: code(factor) })).toMatchObject(rejected)
  expect(await remove(stranger, factor)).toMatchObject(rejected)
})

test('deletes the unverified factors, and emails the owner once', async () => {
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
