import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBreachedPassword } from '@/utils/auth/passwords/breached-password'
import { type BreachServer, startBreachServer } from '../../support/breach-server'
import { HANG_MS } from '../../support/timeouts'

const LEAKED = 'a password from a leak'

let server: BreachServer
beforeAll(async () => {
  server = await startBreachServer([LEAKED])
  process.env.PASSWORD_BREACH_URL = server.url
})
afterAll(() => server.close())

describe('isBreachedPassword', () => {
  it.each([
    ['hangs', () => undefined],
    ['drips', (response: ServerResponse) => response.write('A')],
  ])('waits two seconds for a server that %s, not forever', async (_fault, answer) => {
    server.answer((response) => void answer(response))
    const start = performance.now()
    expect(await isBreachedPassword(LEAKED)).toBe(false)
    expect(performance.now() - start).toBeGreaterThan(1900)
    expect(performance.now() - start).toBeLessThan(HANG_MS)
  })
})
