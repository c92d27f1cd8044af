import { beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { expireAccessToken, MEMBER, MENTOR, readSession, signedIn, writeSession } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { insertUsers } from '../support/users'

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

const USER = 'GET /auth/v1/user'
const REFRESH = 'POST /auth/v1/token?grant_type=refresh_token'

describe('calls to the Auth server', () => {
  const PUBLIC = ['/', '/login', '/signup', '/magic-link', '/forgot-password', '/terms', '/check-email']
  it.each(PUBLIC)('none for a signed-out user on %s, except the settings once a minute', async (path) => {
    await fetch(`${stack.app.url}/login`)
    expect(stack.proxy.calls.every((call) => call.path === '/auth/v1/settings')).toBe(true)
    expect(stack.proxy.count()).toBeLessThanOrEqual(1)
    stack.proxy.reset()
    const response = await fetch(stack.app.url + path)
    expect(response.status).toBe(200)
    // Its text depends on who may sign up.
    const expected = path === '/signup' ? ['/rest/v1/rpc/signup_mode'] : []
    expect(stack.proxy.calls.map((call) => call.path)).toEqual(expected)
  })

  it.each(['/', '/private', '/private/nowhere'])('one for a signed-in user on %s', async (path) => {
    const jar = await signedIn(stack, MEMBER)
    stack.proxy.reset()
    await jar.fetch(path)
    const toAuth = stack.proxy.calls.filter(({ path }) => path.startsWith('/auth/'))
    expect(toAuth.map(({ method, path }) => `${method} ${path}`)).toEqual([USER])
  })

  it('none for static files, for any user', async () => {
    const jar = await signedIn(stack, MEMBER)
    const page = await (await jar.fetch('/')).text()
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
    stack.proxy.reset()
    for (const path of ['/robots.txt', '/icon.svg', script]) expect((await jar.fetch(path)).status).toBe(200)
    expect(stack.proxy.count()).toBe(0)
  })

  it('at most one for each document or prefetch', async () => {
    const jar = await signedIn(stack, MEMBER)
    stack.proxy.reset()
    await jar.fetch('/private', { headers: { rsc: '1', 'next-router-prefetch': '1' } })
    expect(stack.proxy.count(USER)).toBe(1)
  })
})

describe('a session with an expired access token', () => {
  it('is refreshed once, and the page uses the new token in the same request', async () => {
    const jar = await signedIn(stack, MEMBER)
    const before = readSession(jar, stack.cookieName)
    expireAccessToken(jar, stack.cookieName)

    const response = await jar.fetch('/private')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(MEMBER.email)
    expect(stack.proxy.count(REFRESH)).toBe(1)
    expect(stack.proxy.count(USER)).toBe(1)
    const after = readSession(jar, stack.cookieName)
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.refresh_token).not.toBe(before.refresh_token)
  })

  it('is refreshed once for twenty simultaneous requests and stays active', async () => {
    const jar = await signedIn(stack, MEMBER)
    await jar.fetch('/private')
    expireAccessToken(jar, stack.cookieName)
    stack.proxy.reset()

    const tabs = Array.from({ length: 20 }, () => jar.copy())
    const responses = await Promise.all(tabs.map((tab) => tab.fetch('/private')))
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200))
    for (const response of responses) expect(await response.text()).toContain(MEMBER.email)
    expect(stack.proxy.count(REFRESH)).toBe(1)

    for (const tab of tabs)
      expect(readSession(tab, stack.cookieName)).toEqual(readSession(tabs[0] ?? jar, stack.cookieName))
    const survivor = tabs.at(-1) ?? jar
    expireAccessToken(survivor, stack.cookieName)
    expect((await survivor.fetch('/private')).status).toBe(200)
    expect(stack.proxy.count(REFRESH)).toBe(2)
  })

  it('sends its new cookies and their cache headers on a redirect too', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const response = await jar.fetch('/login?redirectedFrom=%2Fprivate%3Fx%3D1')
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toBe('/private?x=1')
    expect(response.headers.getSetCookie().join()).toContain(`${stack.cookieName}=base64-`)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('pragma')).toBe('no-cache')
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it('is refreshed on an unknown path, without anything for a cache to store', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const response = await jar.fetch('/private/nowhere')
    expect(response.status).toBe(404)
    expect(response.headers.getSetCookie().join()).toContain(stack.cookieName)
    expect(response.headers.get('cache-control')).toMatch(/^private.*no-store/)
  })

  it('leaves no stale chunk behind', async () => {
    const jar = await signedIn(stack, MEMBER)
    const session = readSession(jar, stack.cookieName)
    const padded = { ...session, user: { padding: 'x'.repeat(9000) }, expires_at: 1 }
    const encoded = `base64-${Buffer.from(JSON.stringify(padded)).toString('base64url')}`
    writeSession(jar, stack.cookieName, {})
    jar.cookies.delete(stack.cookieName)
    for (let n = 0; n * 3180 < encoded.length; n += 1) {
      jar.cookies.set(`${stack.cookieName}.${n}`, encoded.slice(n * 3180, (n + 1) * 3180))
    }
    expect((await jar.fetch('/private')).status).toBe(200)
    expect([...jar.cookies.keys()]).toEqual([stack.cookieName])
  })
})

describe('the session cookie', () => {
  it('has the attributes that every client uses', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const [line = ''] = (await jar.fetch('/')).headers.getSetCookie()
    expect(line).toMatch(new RegExp(`^${stack.cookieName}=base64-`))
    expect(line).toMatch(/; Path=\/(;|$)/)
    expect(line).toMatch(/; SameSite=lax(;|$)/i)
    expect(line).toMatch(/; Max-Age=34560000(;|$)/)
    expect(line).toMatch(/; HttpOnly(;|$)/i)
    expect(line).not.toMatch(/; (Secure|Domain)/i)
  })

  it('is ignored next to another one, and the sign-in page says so', async () => {
    const own = await signedIn(stack, MEMBER)
    const planted = readSession(await signedIn(stack, MENTOR), stack.cookieName)
    const value = `base64-${Buffer.from(JSON.stringify(planted)).toString('base64url')}`
    for (const name of [stack.cookieName, `${stack.cookieName}.0`]) {
      const jar = new BrowserJar(stack.app.url)
      const cookie = `${stack.cookieName}=${own.cookies.get(stack.cookieName)}`
      for (const sent of [`${cookie}; ${name}=${value}`, `${name}=${value}; ${cookie}`]) {
        const response = await jar.fetch('/private', { headers: { cookie: sent } })
        expect(response.headers.get('location')).toContain('notice=session-ended')
        expect(response.headers.getSetCookie().join()).toMatch(new RegExp(`${name}=;.*Max-Age=0`, 'i'))
        const home = await (await jar.fetch('/', { headers: { cookie: sent } })).text()
        expect(home).not.toContain(MEMBER.email)
        expect(home).not.toContain(MENTOR.email)
      }
    }
  })
})

describe('the size of the session cookie', () => {
  /** What an identity provider may return about a user; the access token contains it too. */
  const METADATA = { name: 'Ada', avatar_url: `https://example.com/${'a'.repeat(2500)}`, email: MEMBER.email }

  async function withMetadata() {
    const email = `told-${crypto.randomUUID()}@example.com`
    await insertUsers(stack.backend.sql, [email], {
      metadata: METADATA,
      providers: ['email', 'github', 'google'],
    })
    return await signedIn(stack, { ...MEMBER, email })
  }

  const sizeOf = (cookies: Map<string, string>) =>
    [...cookies].reduce((size, [name, value]) => size + name.length + value.length + 3, 0)

  it('stays under 8 KB however large the metadata is, from the first request to the last refresh', async () => {
    const jar = await withMetadata()
    for (const round of [1, 2]) {
      expect([round, sizeOf(jar.cookies) < 8192]).toEqual([round, true])
      expect((await jar.fetch('/private')).status).toBe(200)
      expect(Object.keys(readSession(jar, stack.cookieName))).not.toContain('user')
      expireAccessToken(jar, stack.cookieName)
      expect((await jar.fetch('/private')).status).toBe(200)
    }
    expect(stack.proxy.count(REFRESH)).toBe(2)
  })

  it('contains no user object, which could be forged', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    await jar.fetch('/private')
    expect(readSession(jar, stack.cookieName)).not.toHaveProperty('user')
    expect(sizeOf(jar.cookies)).toBeLessThan(2048)
  })
})

describe('two simultaneous users', () => {
  it('never see each other’s data', async () => {
    const jars = await Promise.all([signedIn(stack, MEMBER), signedIn(stack, MENTOR)])
    const people = [MEMBER, MENTOR].map((own, n) => ({ own, jar: jars[n], other: [MENTOR, MEMBER][n] }))
    // Five rounds: more simultaneous requests would test the capacity of one process.
    for (let round = 0; round < 5; round += 1)
      await Promise.all(
        Array.from({ length: 5 }, () => people)
          .flat()
          .map(async ({ jar, own, other }) => {
            const page = (await (await jar?.fetch('/private'))?.text()) ?? ''
            expect(page).toContain(own.email)
            expect(page).not.toContain(other?.email)
          }),
      )
  })

  it('get a page that no cache may store', async () => {
    const jar = await signedIn(stack, MEMBER)
    for (const path of ['/', '/private', '/terms', '/login']) {
      expect((await jar.fetch(path)).headers.get('cache-control')).toBe('private, no-store')
    }
  })
})
