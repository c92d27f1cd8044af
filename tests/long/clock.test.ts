import { resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, startApp } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { MEMBER, readSession, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const MINUTE_MS = 60_000
const TOKEN_LIFE_MS = 60 * MINUTE_MS

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

/** An app with the same backend and a clock that is off. */
async function appOffBy(ms: number): Promise<App> {
  return await startApp({
    supabaseUrl: stack.backend.apiUrl,
    serverUrl: stack.proxy.url,
    publishableKey: stack.backend.publishableKey,
    env: {
      NODE_OPTIONS: `--import ${resolve(import.meta.dirname, '../support/shifted-clock.ts')}`,
      CLOCK_OFF_BY_MS: String(ms),
    },
  })
}

/** A browser whose access token expires in this time; a negative time: it has expired. */
async function signedInWithLeft(app: App, ms: number): Promise<BrowserJar> {
  vi.setSystemTime(Date.now() - TOKEN_LIFE_MS + ms)
  const jar = await signedIn(stack, MEMBER).finally(() => vi.useRealTimers())
  return new BrowserJar(app.url, jar.cookies)
}

async function visits(jar: BrowserJar, times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n += 1) statuses.push((await jar.fetch('/private')).status)
  return statuses
}

describe.each([
  ['behind', -5 * MINUTE_MS],
  ['ahead', 5 * MINUTE_MS],
])('with a clock that is five minutes %s', (_way, offBy) => {
  let app: App
  beforeAll(async () => {
    app = await appOffBy(offBy)
  })
  afterAll(() => app.close())

  it.each([
    ['a whole hour', TOKEN_LIFE_MS, 0],
    ['four minutes', 4 * MINUTE_MS, offBy > 0 ? 1 : 0],
    ['no time any more', -2 * MINUTE_MS, 1],
    ['no time for long', -30 * MINUTE_MS, 1],
  ])(
    'with %s left for the access token, the session stays active with the fewest refreshes',
    async (_left, left, refreshes) => {
      const jar = await signedInWithLeft(app, left)
      expect(await visits(jar, 4)).toEqual([200, 200, 200, 200])
      expect(stack.proxy.count('refresh_token')).toBe(refreshes)
      expect(await (await jar.fetch('/private')).text()).toContain(MEMBER.email)
    },
  )

  it('a user without a valid refresh token is still signed out', async () => {
    const jar = await signedInWithLeft(app, -2 * MINUTE_MS)
    const session = readSession(jar, stack.cookieName)
    await stack.backend.sql('delete from auth.refresh_tokens where token = $1', [session.refresh_token])
    const response = await jar.fetch('/private')
    expect([response.status, jar.cookies.size]).toEqual([307, 0])
  })

  it('twenty simultaneous requests refresh once', async () => {
    const jar = await signedInWithLeft(app, -2 * MINUTE_MS)
    const tabs = await Promise.all(Array.from({ length: 20 }, () => jar.copy().fetch('/private')))
    expect(tabs.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(stack.proxy.count('refresh_token')).toBe(1)
  })
})
