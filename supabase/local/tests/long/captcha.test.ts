import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Backend, startBackend } from '../../src/backend.ts'
import { secretKey } from '../../src/keys.ts'
import { startSiteverify } from '../../src/testing/index.ts'
import { projectDir } from './backend-client.ts'

let backend: Backend
let siteverify: Awaited<ReturnType<typeof startSiteverify>>
beforeAll(async () => {
  siteverify = await startSiteverify()
  backend = await startBackend({ projectDir, siteUrl: 'http://localhost:3000', captcha: siteverify.captcha })
})
afterAll(async () => {
  await backend.close()
  await siteverify.close()
})

async function post(path: string, body: object, apikey = backend.publishableKey) {
  const response = await fetch(`${backend.apiUrl}/auth/v1${path}`, {
    method: 'POST',
    headers: { apikey },
    body: JSON.stringify(body),
  })
  return { status: response.status, code: (await response.json()).error_code }
}

const withToken = (captcha_token: string) => ({ gotrue_meta_security: { captcha_token } })
const email = 'example-member@example.com'

test.each([
  ['/signup', { email: 'new@example.com', password: 'a long password' }],
  ['/recover', { email }],
  ['/resend', { type: 'signup', email }],
  ['/otp', { email: 'example-mentor@example.com', create_user: false }],
  ['/passkeys/authentication/options', {}],
  ['/token?grant_type=password', { email, password: 'example-password' }],
])('%s needs a token that the provider accepts', async (path, body) => {
  expect(await post(path, body)).toEqual({ status: 400, code: 'captcha_failed' })
  expect(await post(path, { ...body, ...withToken('') })).toEqual({ status: 400, code: 'captcha_failed' })
  expect(await post(path, { ...body, ...withToken('robot') })).toEqual({
    status: 400,
    code: 'captcha_failed',
  })

  const human = withToken(`human-${randomUUID()}`)
  expect(await post(path, { ...body, ...human })).toMatchObject({ status: 200 })
  expect(await post(path, { ...body, ...human })).toEqual({ status: 400, code: 'captcha_failed' })
})

test('requests that no user sends need no token', async () => {
  expect((await post('/token?grant_type=refresh_token', { refresh_token: 'x' })).code).toBe(
    'validation_failed',
  )
  expect((await post('/verify', { type: 'email', token_hash: 'x' })).code).toBe('otp_expired')
  expect(await post('/recover', { email: 'unknown@example.com' }, secretKey)).toMatchObject({ status: 200 })
})
