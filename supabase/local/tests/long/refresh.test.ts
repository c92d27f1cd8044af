import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { createBackendClient } from './backend-client.ts'

const { auth, backend, member } = createBackendClient()

const refresh = (refresh_token: string) =>
  auth('/token?grant_type=refresh_token', { body: { refresh_token } })
const letTokensAge = () =>
  backend().sql("update auth.refresh_tokens set updated_at = updated_at - interval '11 seconds'")

test('returns new tokens for the same session', async () => {
  const first = await member('refresh@example.com')
  const { status, body } = await refresh(first.refresh_token)
  expect(status).toBe(200)
  expect(body.refresh_token).not.toBe(first.refresh_token)
  const [before, after] = [decodeJwt(first.access_token), decodeJwt(body.access_token)]
  expect({ session: after.session_id, amr: after.amr }).toEqual({
    session: before.session_id,
    amr: before.amr,
  })
  expect(await auth('/user', { token: body.access_token })).toMatchObject({ status: 200 })
})

test('the previous token returns the current one at any time', async () => {
  const first = await member('lost@example.com')
  const second = await refresh(first.refresh_token)
  await letTokensAge()
  const repeated = await refresh(first.refresh_token)
  expect(repeated.body.refresh_token).toBe(second.body.refresh_token)
})

test('an older token works within ten seconds', async () => {
  const first = await member('tabs@example.com')
  const second = await refresh(first.refresh_token)
  await refresh(second.body.refresh_token)
  expect(await refresh(first.refresh_token)).toMatchObject({ status: 200 })
})

test('an older token after that ends the session', async () => {
  const first = await member('thief@example.com')
  const second = await refresh(first.refresh_token)
  const third = await refresh(second.body.refresh_token)
  await letTokensAge()
  const used = { status: 400, body: { error_code: 'refresh_token_already_used' } }
  expect(await refresh(first.refresh_token)).toMatchObject(used)
  await letTokensAge()
  expect(await refresh(third.body.refresh_token)).toMatchObject(used)
})

test('twenty concurrent refreshes all succeed, and the session continues', async () => {
  const { refresh_token } = await member('crowd@example.com')
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)))
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200))
  expect(new Set(answers.map((answer) => answer.body.refresh_token)).size).toBe(1)
  expect(await refresh(answers[0]?.body.refresh_token ?? '')).toMatchObject({ status: 200 })
})

test('an unknown token and a token of an ended session are not found', async () => {
  const notFound = { status: 400, body: { error_code: 'refresh_token_not_found' } }
  expect(await refresh('neverissued1')).toMatchObject(notFound)
  const { refresh_token, access_token } = await member('ended@example.com')
  await auth('/logout?scope=local', { method: 'POST', token: access_token })
  expect(await refresh(refresh_token)).toMatchObject(notFound)
})

test.each(['', 'short', 'ABCDEFGHIJKL', 'never-issued', 'neverissued12'])(
  '%j is no refresh token',
  async (token) => {
    const invalid = {
      status: 400,
      body: { error_code: 'validation_failed', msg: 'Refresh token is not valid' },
    }
    expect(await refresh(token)).toMatchObject(invalid)
  },
)

test('a banned user gets no new tokens', async () => {
  const { refresh_token, user } = await member('banned@example.com')
  await backend().sql("update auth.users set banned_until = now() + interval '1 hour' where id = $1", [
    user.id,
  ])
  expect(await refresh(refresh_token)).toMatchObject({ status: 400, body: { error_code: 'user_banned' } })
})

test('another grant type is rejected', async () => {
  const rejected = await auth('/token?grant_type=implicit', { body: {} })
  expect(rejected).toMatchObject({ status: 400, body: { error_code: 'invalid_credentials' } })
})
