import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { type BreachServer, PADDED, sha1, startBreachServer } from '../../support/breach-server'

const LEAKED = 'a password from a leak'

let server: BreachServer
beforeAll(async () => {
  server = await startBreachServer([LEAKED])
  process.env.PASSWORD_BREACH_URL = server.url
})
afterEach(() => {
  server.answer(null)
  server.requests.splice(0)
})
afterAll(() => server.close())

const check = (password: string) => checkNewPassword(password, ['ada@example.com', 'Acme'])

describe('checkNewPassword', () => {
  it.each([
    ['short', 'Use at least 8 characters.'],
    ['x'.repeat(73), 'too long'],
    ['Acme2026', 'the name of this site'],
    ['iloveyou', 'easy to guess'],
    ['ILoveYou', 'easy to guess'],
    ['1qaz2wsx', 'easy to guess'],
    ['Acme2026!', 'easy to guess'],
    ['aaaaaaaa', 'easy to guess'],
    ['Summer2026', 'easy to guess'],
  ])('rejects %j without a request', async (password, text) => {
    expect(await check(password)).toContain(text)
    expect(server.requests).toEqual([])
  })

  it('rejects a breached password, and reveals only five characters of its hash', async () => {
    expect(await check(LEAKED)).toContain('exposed in a data breach')
    expect(server.requests).toEqual([{ path: `/range/${sha1(LEAKED).slice(0, 5)}`, padding: 'true' }])
  })

  it.each(['a password no one else has', PADDED])('accepts %j', async (password) => {
    expect(await check(password)).toBeNull()
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['answers 503', (response: ServerResponse) => response.writeHead(503).end('down')],
    ['answers HTML', (response: ServerResponse) => response.end('<h1>Wi-Fi</h1>')],
    ['breaks off', (response: ServerResponse) => response.destroy()],
  ])('accepts the password if the lookup %s', async (_fault, answer) => {
    server.answer(answer)
    expect(await check(LEAKED)).toBeNull()
  })
})
