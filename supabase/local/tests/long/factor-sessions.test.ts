import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Body, createBackendClient } from './backend-client.ts'
import { createFactorClient } from './factor-client.ts'
import { createPasskeyClient } from './passkey-client.ts'

const client = createBackendClient()
const { auth, backend, member, waitForEmail } = client
const { signIn, enroll, enrolled, verify, remove, memberWithFactor, sessionRow, factorsOf } =
  createFactorClient(client)
const { passkeyUser } = createPasskeyClient(client)

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
    const { session: before, id } = await passkeyUser(email)
    await verify(before, await enrolled(before))
    const { access_token: token } = await signIn(email)
    const refused = { status: 403, body: { error_code: 'insufficient_aal' } }
    expect(await auth('/passkeys/registration/options', { token, body: {} })).toMatchObject(refused)
    expect(await auth('/passkeys/registration/verify', { token, body: {} })).toMatchObject(refused)
    const path = `/passkeys/${id}`
    expect(await auth(path, { method: 'DELETE', token })).toMatchObject(refused)
    const rename = { method: 'PATCH', token, body: { friendly_name: 'Laptop' } }
    expect(await auth(path, rename)).toMatchObject({ status: 200 })
    expect(await auth(path, { method: 'DELETE', token: before.access_token })).toMatchObject({ status: 204 })
  })

  test('changes the password after the second factor', async () => {
    const { factor } = await memberWithFactor('second@example.com')
    const session = await signIn('second@example.com')
    const { body } = await verify(session, factor)
    const change = { method: 'PUT', token: body.access_token, body: { password: 'another-long-password' } }
    expect(await auth('/user', change)).toMatchObject({ status: 200 })
  })
})

test('a session whose row the application raises has the rights of aal2, and its tokens say aal1', async () => {
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

  test('of an unverified factor needs no second factor', async () => {
    const session = await member('unverified@example.com')
    expect(await remove(session, await enrolled(session))).toMatchObject({ status: 200 })
  })
})
