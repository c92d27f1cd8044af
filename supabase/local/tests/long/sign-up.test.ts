import { expect, test } from 'vitest'
import { createBackendClient, password, signupNonce } from './backend-client.ts'

const { auth, keepSignup, letTimePass, waitForEmail, emailsTo, member } = createBackendClient()

test('a new address is stored in lower case, unconfirmed, and emailed', async () => {
  const { status, body } = await auth('/signup', {
    body: { email: 'New@Example.com', password, data: { name: 'Ada' } },
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ email: 'new@example.com', role: 'authenticated', is_anonymous: false })
  expect(body.user_metadata).toMatchObject({ name: 'Ada', email_verified: false })
  expect(body.identities).toHaveLength(1)
  expect(body).not.toHaveProperty('email_confirmed_at')
  expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  const { subject, code, tokenHash } = await waitForEmail('new@example.com')
  expect({ subject, code, tokenHash }).toEqual({
    subject: 'Confirm your email address',
    code: expect.stringMatching(/^\d{6}$/),
    tokenHash: expect.stringMatching(/^[0-9a-f]{56}$/),
  })
})

test('the email links to the requested redirect if it is allowed, else to the site', async () => {
  const target = encodeURIComponent('http://localhost:3000/auth/confirm')
  await auth(`/signup?redirect_to=${target}`, { body: { email: 'here@example.com', password } })
  expect((await waitForEmail('here@example.com')).html).toContain(
    'href="http://localhost:3000/auth/confirm?token_hash=',
  )

  const foreign = encodeURIComponent('https://evil.example/auth/confirm')
  await auth(`/signup?redirect_to=${foreign}`, { body: { email: 'there@example.com', password } })
  const { html } = await waitForEmail('there@example.com')
  expect(html).not.toContain('evil')
  expect(html).toContain('href="http://localhost:3000?token_hash=')
})

test('the header redirect_to counts as well', async () => {
  const headers = { redirect_to: 'http://localhost:3000/from-header' }
  await auth('/signup', { body: { email: 'header@example.com', password }, headers })
  expect((await waitForEmail('header@example.com')).html).toContain(
    'http://localhost:3000/from-header?token_hash=',
  )
})

test('an unconfirmed address is emailed again, but not at once', async () => {
  const body = { email: 'again@example.com', password }
  const first = await auth('/signup', { body })
  const early = await auth('/signup', { body })
  expect(early.status).toBe(429)
  expect(early.body).toMatchObject({
    error_code: 'over_email_send_rate_limit',
    msg: expect.stringMatching(/only request this after \d+ seconds/),
  })
  await letTimePass()
  const second = await auth('/signup', { body })
  expect(second.status).toBe(200)
  expect(second.body.id).toBe(first.body.id)
  expect((await waitForEmail('again@example.com', 2)).tokenHash).not.toBe(
    (await waitForEmail('again@example.com')).tokenHash,
  )
})

test('a second sign-up with an unconfirmed address changes nothing: the first password and data stay', async () => {
  const email = 'twice@example.com'
  await auth('/signup', { body: { email, password, data: { name: 'First', ...signupNonce } } })
  await letTimePass()
  const second = { email, password: 'another-long-password', data: { name: 'Second' } }
  expect(await auth('/signup', { body: second })).toMatchObject({
    status: 200,
    body: { user_metadata: { name: 'First' } },
  })
  const { tokenHash } = await waitForEmail(email, 2)
  const verified = await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })
  await keepSignup(verified.body.access_token)
  expect((await auth('/token?grant_type=password', { body: second })).status).toBe(400)
  expect((await auth('/token?grant_type=password', { body: { email, password } })).body.user).toMatchObject({
    user_metadata: { name: 'First' },
  })
})

test('resend emails it again under the same cooldown', async () => {
  await auth('/signup', { body: { email: 'resend@example.com', password } })
  const body = { type: 'signup', email: 'resend@example.com' }
  expect((await auth('/resend', { body })).body.error_code).toBe('over_email_send_rate_limit')
  await letTimePass()
  expect(await auth('/resend', { body })).toMatchObject({ status: 200, body: {} })
  expect((await waitForEmail('resend@example.com', 2)).subject).toBe('Confirm your email address')
})

test('a known address gets the same response and no email', async () => {
  const { user } = await member('known@example.com')
  await letTimePass()
  const { status, body } = await auth('/signup', {
    body: { email: 'known@example.com', password, data: { name: 'Eve' } },
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ email: 'known@example.com', identities: [], user_metadata: { name: 'Eve' } })
  expect(body.id).not.toBe(user.id)
  expect(await auth('/resend', { body: { type: 'signup', email: 'known@example.com' } })).toMatchObject({
    status: 200,
  })
  expect(await emailsTo('known@example.com')).toHaveLength(1)
})

test.each([
  [{ email: 'a@example.com', password: 'short' }, 422, 'weak_password'],
  [{ email: 'a@example.com' }, 400, 'validation_failed'],
  [{ email: 'not an address', password }, 400, 'validation_failed'],
  [{ email: 'a@example.com', password: 'x'.repeat(73) }, 400, 'validation_failed'],
  [{ email: 7, password }, 400, 'bad_json'],
])('rejects %j with %d %s', async (body, status, code) => {
  expect(await auth('/signup', { body })).toMatchObject({ status, body: { error_code: code } })
})

test('a weak password gets its reasons', async () => {
  const version = { 'X-Supabase-Api-Version': '2024-01-01' }
  const asked = { body: { email: 'a@example.com', password: 'short' }, headers: version }
  const { body, headers } = await auth('/signup', asked)
  expect(headers.get('X-Sb-Error-Code')).toBeNull()
  expect(body).toMatchObject({ weak_password: { reasons: ['length'] } })
})
