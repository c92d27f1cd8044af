import { afterEach, expect, test } from 'vitest'
import { createBackendClient, password } from './backend-client.ts'

const smtp: { delayMs: number; quota?: number | undefined } = { delayMs: 0 }
const { auth, backend, waitForEmail, emailsTo, member } = createBackendClient({ smtp })
afterEach(() => Object.assign(smtp, { delayMs: 0, quota: undefined }))

test('a response waits for its email, and other requests do not', async () => {
  smtp.delayMs = 1000
  const answered: string[] = []
  const named = (name: string) => () => void answered.push(name)
  await Promise.all([
    auth('/signup', { body: { email: 'slow@example.com', password } }).then(named('sign-up')),
    auth('/health').then(named('health')),
    auth('/recover', { body: { email: 'unknown@example.com' } }).then(named('unknown address')),
  ])
  expect(answered.at(-1)).toBe('sign-up')
  await waitForEmail('slow@example.com')
})

test('a client that disconnects early gets no email', async () => {
  smtp.delayMs = 500
  const request = fetch(`${backend().apiUrl}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: backend().publishableKey },
    body: JSON.stringify({ email: 'impatient@example.com', password }),
    signal: AbortSignal.timeout(200),
  })
  await expect(request).rejects.toThrow()
  // This email is sent after the previous one would have been.
  await auth('/signup', { body: { email: 'patient@example.com', password } })
  await waitForEmail('patient@example.com')
  expect(await emailsTo('impatient@example.com')).toEqual([])
})

test('requests over the email quota get over_email_send_rate_limit', async () => {
  smtp.quota = 1
  await auth('/signup', { body: { email: 'last@example.com', password } })
  const rejected = await auth('/signup', { body: { email: 'one-too-many@example.com', password } })
  expect(rejected.status).toBe(429)
  expect(rejected.body).toMatchObject({
    error_code: 'over_email_send_rate_limit',
    msg: 'email rate limit exceeded',
  })
  expect((await auth('/recover', { body: { email: 'unknown@example.com' } })).status).toBe(200)
})

test('a change is made without its notification once the email quota is used up', async () => {
  const { access_token: token } = await member('unnotified@example.com')
  smtp.quota = 0
  const change = await auth('/user', { method: 'PUT', token, body: { password: 'another-long-password' } })
  expect(change.status).toBe(200)
  expect(await emailsTo('unnotified@example.com')).toHaveLength(1)
})

test('one of ten concurrent sign-ups for a new address succeeds', async () => {
  // All of them arrive before the first one's email is sent.
  smtp.delayMs = 10_000
  const body = { email: 'ten@example.com', password }
  const answers = await Promise.all(Array.from({ length: 10 }, () => auth('/signup', { body })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(500)])
  const rejected = answers.find(({ status }) => status === 500)
  expect(rejected?.body).toMatchObject({ error_code: 'unexpected_failure' })
  await waitForEmail('ten@example.com')
  expect(await emailsTo('ten@example.com')).toHaveLength(1)
})
