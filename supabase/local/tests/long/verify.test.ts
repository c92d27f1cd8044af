import { describe, expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, letTimePass, waitForEmail, member } = createBackendClient()

/** Starts each kind of flow for an address. @returns which of its emails contains the token. */
const flows = {
  signup: async (email: string) => {
    await auth('/signup', { body: { email, password } })
    return 1
  },
  magiclink: async (email: string) => {
    await member(email)
    await auth('/otp', { body: { email } })
    return 2
  },
  recovery: async (email: string) => {
    await member(email)
    await auth('/recover', { body: { email } })
    return 2
  },
  invite: async (email: string) => {
    await auth('/invite', { body: { email }, headers: { apikey: secretKey } })
    return 1
  },
}

describe.each([
  ['signup', 'signup'],
  ['signup', 'email'],
  ['magiclink', 'magiclink'],
  ['magiclink', 'email'],
  ['recovery', 'recovery'],
  ['invite', 'invite'],
] as const)('the token of a %s email, presented as %s', (flow, type) => {
  test('works once by its hash', async () => {
    const email = `${flow}-${type}-hash@example.com`
    const { tokenHash } = await waitForEmail(email, await flows[flow](email))
    const body = { type, token_hash: tokenHash }
    const { status, body: session } = await auth('/verify', { body })
    expect(status).toBe(200)
    expect(session).toMatchObject({ token_type: 'bearer', expires_in: 3600, user: { email } })
    expect(session.user.email_confirmed_at).toBeDefined()
    expect(await auth('/verify', { body })).toMatchObject({
      status: 403,
      body: { error_code: 'otp_expired' },
    })
  })

  test('works by its code and address, and by no other code', async () => {
    const email = `${flow}-${type}-code@example.com`
    const { code } = await waitForEmail(email, await flows[flow](email))
    const wrong = code === '000000' ? '000001' : '000000'
    const rejected = await auth('/verify', { body: { type, email, token: wrong } })
    expect(rejected).toMatchObject({ status: 403, body: { error_code: 'otp_expired' } })
    expect(await auth('/verify', { body: { type, email, token: code } })).toMatchObject({ status: 200 })
  })
})

test('a token expires after otp_expiry', async () => {
  await auth('/signup', { body: { email: 'late@example.com', password } })
  const { tokenHash, code } = await waitForEmail('late@example.com')
  await letTimePass('601 seconds')
  for (const body of [
    { type: 'email', token_hash: tokenHash },
    { type: 'email', email: 'late@example.com', token: code },
  ]) {
    expect(await auth('/verify', { body })).toMatchObject({
      status: 403,
      body: { error_code: 'otp_expired' },
    })
  }
})

test('a token works for its own type only', async () => {
  await auth('/signup', { body: { email: 'mixed@example.com', password } })
  const { tokenHash } = await waitForEmail('mixed@example.com')
  const rejected = await auth('/verify', { body: { type: 'recovery', token_hash: tokenHash } })
  expect(rejected).toMatchObject({ status: 403, body: { error_code: 'otp_expired' } })
})

test.each([
  [{ token_hash: 'x' }],
  [{ type: 'email' }],
  [{ type: 'email', token: '123456', token_hash: 'x' }],
  [{ type: 'email', token_hash: 'x', email: 'a@example.com' }],
  [{ type: 'telepathy', token_hash: 'x' }],
])('rejects %j as incomplete', async (body) => {
  expect(await auth('/verify', { body })).toMatchObject({
    status: 400,
    body: { error_code: 'validation_failed' },
  })
})

test('a passwordless sign-in of a new address confirms it', async () => {
  await auth('/otp', { body: { email: 'fresh@example.com' } })
  const { subject, tokenHash } = await waitForEmail('fresh@example.com')
  expect(subject).toBe('Confirm your email address')
  expect(await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })).toMatchObject({
    status: 200,
  })
})

test('a passwordless sign-in that may not create users rejects an unknown address', async () => {
  const rejected = await auth('/otp', { body: { email: 'unknown@example.com', create_user: false } })
  expect(rejected).toMatchObject({ status: 422, body: { error_code: 'otp_disabled' } })
})

test('a recovery for an unknown address gets the same response', async () => {
  expect(await auth('/recover', { body: { email: 'unknown@example.com' } })).toMatchObject({
    status: 200,
    body: {},
  })
})

test('an invitation needs the secret key', async () => {
  const rejected = await auth('/invite', { body: { email: 'guest@example.com' } })
  expect(rejected).toMatchObject({ status: 403, body: { error_code: 'not_admin' } })
})

test('a banned user gets no session from a link', async () => {
  await auth('/signup', { body: { email: 'banned@example.com', password } })
  const { tokenHash } = await waitForEmail('banned@example.com')
  await backend().sql(
    "update auth.users set banned_until = now() + interval '1 day' where email = 'banned@example.com'",
  )
  const rejected = await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })
  expect(rejected).toMatchObject({ status: 403, body: { error_code: 'user_banned' } })
})
