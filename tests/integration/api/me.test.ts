import { expect, it, onTestFinished, vi } from 'vitest'
import { apiUser, createApiClient } from '../../support/api-client'
import { html, json } from '../../support/faults'
import { newUserEmail } from '../../support/users'

const api = createApiClient()
const ofProfile = (path: string) => path.includes('/profiles')

it.each([
  ['cookie', 'unauthenticated'],
  ['token', 'invalid_token'],
] as const)('a session that ends during a request with a %s gets a 401', async (by, code) => {
  const { proxy, backend } = api.stack()
  const user = await apiUser(api.stack(), await newUserEmail(api.stack()))
  const ended = Promise.withResolvers<void>()
  onTestFinished(() => proxy.fault(null))
  await proxy.fault({ kind: 'held', until: ended.promise, only: ofProfile })
  proxy.reset()

  const response = by === 'cookie' ? api.callFrom(user, '/api/me') : api.callBy(user, '/api/me')
  await vi.waitUntil(() => proxy.count('/profiles') === 1, { timeout: 30_000 })
  await backend.sql('delete from auth.sessions where user_id = $1', [user.id])
  ended.resolve()

  const { status, body } = await response
  expect([status, body.error.code]).toEqual([401, code])
})

it.each([
  ['an empty response', json(200, '', ofProfile)],
  ['an empty 404', json(404, '', ofProfile)],
  ['an object without a name', json(200, {}, ofProfile)],
  ['a page', html(200, ofProfile)],
])('%s instead of the profile ends no session', async (_, fault) => {
  const { proxy } = api.stack()
  onTestFinished(() => proxy.fault(null))
  await proxy.fault(fault)
  expect((await api.callFrom(api.member(), '/api/me')).status).toBe(503)
  expect((await api.callBy(api.member(), '/api/me')).status).toBe(503)
})
