import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, waitForEmail, member } = createBackendClient()

function flow() {
  const verifier = randomBytes(32).toString('hex')
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  return { verifier, challenge: { code_challenge, code_challenge_method: 's256' } }
}

const redirect = `redirect_to=${encodeURIComponent('http://localhost:3000/auth/callback?next=%2Fprivate')}`

test('a token hash of a PKCE flow is marked as such and still signs in on its own', async () => {
  const { challenge } = flow()
  await auth('/signup', { body: { email: 'hash@example.com', password, ...challenge } })
  const { tokenHash, code } = await waitForEmail('hash@example.com')
  expect(tokenHash).toMatch(/^pkce_/)
  expect(code).toMatch(/^\d{6}$/)
  expect(await auth('/verify', { body: { type: 'email', token_hash: tokenHash } })).toMatchObject({
    status: 200,
  })
})

test('its code can be entered as well', async () => {
  await auth('/signup', { body: { email: 'typed@example.com', password, ...flow().challenge } })
  const { code } = await waitForEmail('typed@example.com')
  const body = { type: 'email', email: 'typed@example.com', token: code }
  expect(await auth('/verify', { body })).toMatchObject({ status: 200 })
})

test('its default link returns a code that only the browser with the verifier can exchange, once', async () => {
  await member('link@example.com')
  const { verifier, challenge } = flow()
  await auth('/recover', { body: { email: 'link@example.com', ...challenge } })
  const { tokenHash } = await waitForEmail('link@example.com', 2)
  const opened = await auth(`/verify?token=${tokenHash}&type=recovery&${redirect}`)
  expect(opened.status).toBe(303)
  const target = new URL(opened.headers.get('Location') ?? '')
  expect(target.origin + target.pathname).toBe('http://localhost:3000/auth/callback')
  expect(target.searchParams.get('next')).toBe('/private')

  const exchange = (code_verifier: string) =>
    auth('/token?grant_type=pkce', {
      body: { auth_code: target.searchParams.get('code') ?? '', code_verifier },
    })
  expect(await exchange(flow().verifier)).toMatchObject({
    status: 400,
    body: { error_code: 'bad_code_verifier' },
  })
  const { status, body } = await exchange(verifier)
  expect(status).toBe(200)
  expect(decodeJwt(body.access_token).amr).toEqual([{ method: 'recovery', timestamp: expect.any(Number) }])
  expect(await exchange(verifier)).toMatchObject({
    status: 404,
    body: { error_code: 'flow_state_not_found' },
  })
})

test.each([
  ['/recover', 'recovery'],
  ['/signup', 'signup'],
])('a code of %s expires five minutes after the request', async (path, type) => {
  const email = `late-${type}@example.com`
  if (type === 'recovery') await member(email)
  const { verifier, challenge } = flow()
  await auth(path, { body: { email, password, ...challenge } })
  const { tokenHash } = await waitForEmail(email, type === 'recovery' ? 2 : 1)
  await backend().sql("update auth.flow_state set created_at = now() - interval '301 seconds'")
  const opened = await auth(`/verify?token=${tokenHash}&type=${type}&${redirect}`)
  const code = new URL(opened.headers.get('Location') ?? '').searchParams.get('code') ?? ''
  const rejected = await auth('/token?grant_type=pkce', {
    body: { auth_code: code, code_verifier: verifier },
  })
  expect(rejected).toMatchObject({ status: 422, body: { error_code: 'flow_state_expired' } })
})

test('a code of a magic link expires after five minutes', async () => {
  await member('slow@example.com')
  const { verifier, challenge } = flow()
  await auth('/otp', { body: { email: 'slow@example.com', ...challenge } })
  const { tokenHash } = await waitForEmail('slow@example.com', 2)
  const opened = await auth(`/verify?token=${tokenHash}&type=magiclink&${redirect}`)
  const code = new URL(opened.headers.get('Location') ?? '').searchParams.get('code') ?? ''
  await backend().sql("update auth.flow_state set created_at = now() - interval '301 seconds'")
  await backend().sql("update auth.flow_state set auth_code_issued_at = now() - interval '301 seconds'")
  const rejected = await auth('/token?grant_type=pkce', {
    body: { auth_code: code, code_verifier: verifier },
  })
  expect(rejected).toMatchObject({ status: 422, body: { error_code: 'flow_state_expired' } })
})

test('a default link without PKCE returns the session in the fragment', async () => {
  await auth('/signup', { body: { email: 'implicit@example.com', password } })
  const { tokenHash } = await waitForEmail('implicit@example.com')
  const opened = await auth(`/verify?token=${tokenHash}&type=signup&${redirect}`)
  const fragment = new URLSearchParams(new URL(opened.headers.get('Location') ?? '').hash.slice(1))
  expect(fragment.get('type')).toBe('signup')
  expect(await auth('/user', { token: fragment.get('access_token') ?? '' })).toMatchObject({ status: 200 })
})

test.each([
  ['abc', 'fragment'],
  ['pkce_abc', 'both'],
])('an invalid link (%s) redirects with the error', async (hash, where) => {
  const opened = await auth(`/verify?token=${hash}&type=signup&${redirect}`)
  expect(opened.status).toBe(303)
  const target = new URL(opened.headers.get('Location') ?? '')
  expect(new URLSearchParams(target.hash.slice(1)).get('error_code')).toBe('otp_expired')
  expect(target.hash.endsWith('&sb=')).toBe(true)
  expect(target.searchParams.get('error_code')).toBe(where === 'both' ? 'otp_expired' : null)
})
