import { expect, it, onTestFinished, vi } from 'vitest'
import { apiUser, createApiClient } from '../../support/api-client'
import { MEMBER } from '../../support/stack'

const api = createApiClient()

it.each([
  ['cookie', 'unauthenticated'],
  ['token', 'invalid_token'],
] as const)('a session that ends during a request with a %s gets a 401', async (by, code) => {
  const { proxy, backend } = api.stack()
  const user = await apiUser(api.stack(), MEMBER)
  const ended = Promise.withResolvers<void>()
  onTestFinished(() => proxy.fault(null))
  await proxy.fault({ kind: 'held', until: ended.promise, only: (path) => path.includes('/profiles') })
  proxy.reset()

  const response = by === 'cookie' ? api.callFrom(user, '/api/me') : api.callBy(user, '/api/me')
  await vi.waitUntil(() => proxy.count('/profiles') === 1, { timeout: 30_000 })
  await backend.sql('delete from auth.sessions where user_id = $1', [user.id])
  ended.resolve()

  const { status, body } = await response
  expect([status, body.error.code]).toEqual([401, code])
})
