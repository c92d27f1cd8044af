import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { ageSession, setLimits } from '../support/session-limits'
import { expireAccessToken, MEMBER, readSession, type Stack, signedIn, startStack } from '../support/stack'
import { insertUsers } from '../support/users'

const PAGE = '/private?x=1'
const WORDS = {
  idle: 'You were signed out after a period of inactivity.',
  absolute: 'You were signed out because you had been signed in for the maximum time.',
}

let stack: Stack
afterEach(() => setLimits(stack.backend.sql, null, null))

async function newUser(): Promise<typeof MEMBER> {
  const email = `idle-${crypto.randomUUID()}@example.com`
  await insertUsers(stack.backend.sql, [email])
  return { ...MEMBER, email }
}

async function expectTimedOut(jar: BrowserJar, limit: keyof typeof WORDS) {
  const response = await jar.fetch(PAGE)
  const to = `/login?redirectedFrom=%2Fprivate%3Fx%3D1&notice=${limit}-timeout`
  expect([response.status, response.headers.get('location')]).toEqual([307, to])
  expect([...jar.cookies.keys()].filter((name) => name.startsWith(stack.cookieName))).toEqual([])
  expect(await (await jar.fetch(to)).text()).toContain(WORDS[limit])
}

describe('with SESSION_TIMEOUTS=on', () => {
  beforeAll(async () => {
    stack = await startStack({ SESSION_TIMEOUTS: 'on' })
  })
  afterAll(() => stack.close())

  it('a session ends after the idle time-out', async () => {
    await setLimits(stack.backend.sql, '30 minutes', '8 hours')
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await ageSession(stack.backend.sql, user.email, '31 minutes')
    await expectTimedOut(jar, 'idle')
  })

  it('a refresh of the tokens does not revive it', async () => {
    await setLimits(stack.backend.sql, '30 minutes', null)
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await ageSession(stack.backend.sql, user.email, '31 minutes')
    expireAccessToken(jar, stack.cookieName)
    await expectTimedOut(jar, 'idle')
  })

  it('every request extends it up to the absolute time-out', async () => {
    await setLimits(stack.backend.sql, '30 minutes', '1 hour')
    const user = await newUser()
    const jar = await signedIn(stack, user)
    for (const path of ['/private', '/']) {
      await ageSession(stack.backend.sql, user.email, '20 minutes')
      expect((await jar.fetch(path)).status).toBe(200)
    }
    await ageSession(stack.backend.sql, user.email, '20 minutes')
    await expectTimedOut(jar, 'absolute')
  })

  it('the API responds with 401, and a public page is open', async () => {
    await setLimits(stack.backend.sql, '30 minutes', null)
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await ageSession(stack.backend.sql, user.email, '31 minutes')
    const other = jar.copy()
    const { access_token } = readSession(jar, stack.cookieName)
    expect((await jar.fetch('/api/me')).status).toBe(401)
    for (const path of ['/api/me', '/api/notes']) {
      const headers = { authorization: `Bearer ${access_token}` }
      expect((await fetch(stack.app.url + path, { headers })).status).toBe(401)
    }
    const home = await other.fetch('/')
    expect(home.status).toBe(200)
    expect(await home.text()).toContain('Create an account')
    expect(other.cookies.size).toBe(0)
  })

  it('without limits in the database, no session ends and no page warns', async () => {
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await ageSession(stack.backend.sql, user.email, '30 days')
    expect((await jar.fetch(PAGE)).status).toBe(200)
    expect(jar.cookies.has('session-expiry')).toBe(false)
  })

  it('no one is signed out while the database does not respond', async () => {
    await setLimits(stack.backend.sql, '30 minutes', null)
    const user = await newUser()
    const jar = await signedIn(stack, user)
    expect((await jar.fetch(PAGE)).status).toBe(200)
    const before = new Map(jar.cookies)
    await stack.proxy.fault(json(503, {}, (path) => path.includes('/rpc/touch_session')))
    const response = await jar.fetch(PAGE)
    await stack.proxy.fault(null)
    expect(response.status).toBe(503)
    expect(jar.cookies).toEqual(before)
    expect((await jar.fetch(PAGE)).status).toBe(200)
  })
})

describe('without SESSION_TIMEOUTS, a session that the database has timed out', () => {
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())

  it.each(['idle', 'absolute'] as const)(
    'leads a user with a second factor to sign-in (%s)',
    async (limit) => {
      const user = await newUser()
      const app = await enrollAuthenticator(stack, user)
      // A verified code ends the other sessions that lack it.
      const passed = await signedInWithSecondFactor(stack, user, app, 1)
      const pending = await signedIn(stack, user)
      const api = passed.copy()
      const { access_token } = readSession(passed, stack.cookieName)
      await setLimits(
        stack.backend.sql,
        limit === 'idle' ? '30 minutes' : null,
        limit === 'idle' ? null : '8 hours',
      )
      await ageSession(stack.backend.sql, user.email, '9 hours')
      await expectTimedOut(pending, limit)
      await expectTimedOut(passed, limit)
      expect((await api.fetch('/api/me')).status).toBe(401)
      const headers = { authorization: `Bearer ${access_token}` }
      expect((await fetch(`${stack.app.url}/api/me`, { headers })).status).toBe(401)
    },
  )
})
