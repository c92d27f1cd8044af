import { describe, expect, test } from 'vitest'
import { type Body, createBackendClient, password } from './backend-client.ts'

const { auth, backend, letTimePass, waitForEmail, emailsTo, member } = createBackendClient()

const update = (session: Body, body: object) =>
  auth('/user', { method: 'PUT', token: session.access_token, body })
const login = async (email: string, secret = password) =>
  (await auth('/token?grant_type=password', { body: { email, password: secret } })).body

describe('the password', () => {
  test('is changed at once; other sessions end and a notice is emailed', async () => {
    const session = await member('change@example.com')
    const other = await login('change@example.com')
    expect(await update(session, { password: 'another-long-password' })).toMatchObject({ status: 200 })
    expect(await auth('/user', { token: session.access_token })).toMatchObject({ status: 200 })
    expect((await auth('/user', { token: other.access_token })).body.error_code).toBe('session_not_found')
    expect(await login('change@example.com', 'another-long-password')).toHaveProperty('access_token')
    expect((await waitForEmail('change@example.com', 2)).subject).toBe('Your password was changed')
  })

  test.each([
    [password, 422, 'same_password'],
    ['short', 422, 'weak_password'],
  ])('may not become %j', async (next, status, code) => {
    const session = await member(`${code}@example.com`)
    expect(await update(session, { password: next })).toMatchObject({ status, body: { error_code: code } })
  })

  test('of a session older than a day needs the code of an email', async () => {
    const session = await member('old@example.com')
    await backend().sql("update auth.sessions set created_at = now() - interval '25 hours'")
    const next = { password: 'another-long-password' }
    expect((await update(session, next)).body.error_code).toBe('reauthentication_needed')

    expect(await auth('/reauthenticate', { token: session.access_token })).toMatchObject({
      status: 200,
      body: {},
    })
    const { subject, code } = await waitForEmail('old@example.com', 2)
    expect(subject).toBe('Your verification code')
    const wrong = await update(session, { ...next, nonce: code === '000000' ? '000001' : '000000' })
    expect(wrong).toMatchObject({ status: 422, body: { error_code: 'reauthentication_not_valid' } })
    expect(await update(session, { ...next, nonce: code })).toMatchObject({ status: 200 })
  })

  test('invalidates links that are still open', async () => {
    const session = await member('links@example.com')
    await auth('/recover', { body: { email: 'links@example.com' } })
    const { tokenHash } = await waitForEmail('links@example.com', 2)
    await update(session, { password: 'another-long-password' })
    const rejected = await auth('/verify', { body: { type: 'recovery', token_hash: tokenHash } })
    expect(rejected.body.error_code).toBe('otp_expired')
  })
})

describe('the address', () => {
  test('changes after both the new and the old one have confirmed', async () => {
    const session = await member('from@example.com')
    const asked = await update(session, { email: 'To@example.com' })
    expect(asked.body).toMatchObject({ email: 'from@example.com', new_email: 'to@example.com' })
    const [fromOld, fromNew] = [
      await waitForEmail('from@example.com', 2),
      await waitForEmail('to@example.com'),
    ]
    expect(fromOld.tokenHash).not.toBe(fromNew.tokenHash)

    const first = await auth('/verify', { body: { type: 'email_change', token_hash: fromNew.tokenHash } })
    expect(first).toMatchObject({
      status: 200,
      body: { code: '200', msg: expect.stringContaining('other email') },
    })
    expect(first.body).not.toHaveProperty('access_token')
    expect((await auth('/user', { token: session.access_token })).body.email).toBe('from@example.com')

    const body = { type: 'email_change', email: 'from@example.com', token: fromOld.code }
    const second = await auth('/verify', { body })
    expect(second.body.user.email).toBe('to@example.com')
    const { body: user } = await auth('/user', { token: session.access_token })
    // The real server leaves the metadata as it was: they are the user's own.
    expect(user).toMatchObject({ email: 'to@example.com', user_metadata: { email: 'from@example.com' } })
    expect(user.identities).toMatchObject([{ email: 'to@example.com' }])
    expect(user).not.toHaveProperty('new_email')
    expect((await waitForEmail('from@example.com', 3)).subject).toBe('Your email address was changed')
    expect(await login('to@example.com')).toHaveProperty('access_token')
  })

  test('stays if only one has confirmed, however often', async () => {
    const session = await member('stay@example.com')
    await update(session, { email: 'leave@example.com' })
    const { tokenHash } = await waitForEmail('leave@example.com')
    const body = { type: 'email_change', token_hash: tokenHash }
    await auth('/verify', { body })
    expect((await auth('/verify', { body })).body.error_code).toBe('otp_expired')
    expect((await auth('/user', { token: session.access_token })).body.email).toBe('stay@example.com')
  })

  test('of another user is rejected, and emails keep their cooldown', async () => {
    await member('taken@example.com')
    const session = await member('wants@example.com')
    expect((await update(session, { email: 'taken@example.com' })).body.error_code).toBe('email_exists')
    await update(session, { email: 'first@example.com' })
    await letTimePass('-1 minute')
    const early = await update(session, { email: 'second@example.com' })
    expect(early).toMatchObject({ status: 429, body: { error_code: 'over_email_send_rate_limit' } })
    await letTimePass('2 minutes')
    await auth('/resend', { body: { type: 'email_change', email: 'wants@example.com' } })
    await waitForEmail('first@example.com', 2)
    expect(await emailsTo('second@example.com')).toHaveLength(0)
  })
})

describe('metadata', () => {
  test('is merged, and null removes a key', async () => {
    const session = await member('data@example.com')
    await update(session, { data: { name: 'Ada', theme: 'dark' } })
    const { body } = await update(session, { data: { theme: null } })
    expect(body.user_metadata).toMatchObject({ name: 'Ada', email: 'data@example.com' })
    expect(body.user_metadata).not.toHaveProperty('theme')
  })

  test('of the application cannot be changed by the user', async () => {
    const session = await member('admin@example.com')
    const rejected = await update(session, { app_metadata: { role: 'admin' } })
    expect(rejected).toMatchObject({ status: 403, body: { error_code: 'not_admin' } })
  })
})

test('a session records the browser and the address that opened it', async () => {
  await member('device@example.com')
  const body = { email: 'device@example.com', password }
  for (const address of ['203.0.113.7, 10.0.0.1', 'no address']) {
    const headers = { 'User-Agent': 'Browser/1', 'X-Forwarded-For': address }
    expect(await auth('/token?grant_type=password', { body, headers })).toMatchObject({ status: 200 })
  }
  const sessions = await backend().sql(
    "select host(ip) as ip, user_agent from auth.sessions where user_agent = 'Browser/1' order by created_at",
  )
  expect(sessions).toEqual([
    { ip: '203.0.113.7', user_agent: 'Browser/1' },
    { ip: '127.0.0.1', user_agent: 'Browser/1' },
  ])
})

describe('signing out', () => {
  test.each([
    ['local', [false, true]],
    ['others', [true, false]],
    ['global', [false, false]],
  ])('%s', async (scope, expected) => {
    const here = await member(`${scope}@example.com`)
    const elsewhere = await login(`${scope}@example.com`)
    const ended = await auth(`/logout?scope=${scope}`, { method: 'POST', token: here.access_token })
    expect(ended.status).toBe(204)
    const signedIn = [here, elsewhere].map(async ({ access_token }) => {
      const { status, body } = await auth('/user', { token: access_token })
      return status === 200 || (body.error_code === 'session_not_found' ? false : body)
    })
    expect(await Promise.all(signedIn)).toEqual(expected)
  })

  test('accepts no other scope', async () => {
    const { access_token } = await member('scope@example.com')
    const rejected = await auth('/logout?scope=everyone', { method: 'POST', token: access_token })
    expect(rejected).toMatchObject({ status: 400, body: { error_code: 'validation_failed' } })
  })
})
