import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { expireAccessToken, MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'

const stack = suiteStack()

describe('signing out', () => {
  const own = () => ({ origin: stack.app.url })

  it('ends the session in this browser and at the Auth server, and reloads the home page', async () => {
    const jar = await signedIn(stack, MEMBER)
    const before = jar.copy()
    const response = await jar.fetch('/auth/signout', { method: 'POST', headers: own() })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/')
    expect(response.headers.get('cache-control')).toMatch(/^private.*no-store/)
    expect(jar.cookies.size).toBe(0)

    expect((await before.copy().open('/private')).path).toMatch(/^\/login/)
    expireAccessToken(before, stack.cookieName)
    expect((await before.open('/private')).path).toMatch(/^\/login/)
  })

  it.each(['https://evil.example/', '//evil.example', '/login', 'javascript:alert(1)'])(
    'does not lead to %s',
    async (redirectedFrom) => {
      const jar = await signedIn(stack, MEMBER)
      const body = new URLSearchParams({ redirectedFrom })
      const response = await jar.fetch('/auth/signout', { method: 'POST', body, headers: own() })
      expect(response.headers.get('location')).toBe('/')
      expect(jar.cookies.size).toBe(0)
    },
  )

  it('leaves other devices signed in', async () => {
    const [here, there] = [await signedIn(stack, MEMBER), await signedIn(stack, MEMBER)]
    await here.fetch('/auth/signout', { method: 'POST', headers: own() })
    expect((await there.fetch('/private')).status).toBe(200)
  })

  it.each(['valid', 'expired'])('works while the Auth server hangs (%s access token)', async (age) => {
    const jar = await signedIn(stack, MEMBER)
    if (age === 'expired') expireAccessToken(jar, stack.cookieName)
    await stack.proxy.fault({ kind: 'hang' })
    const start = performance.now()
    const response = await jar.fetch('/auth/signout', { method: 'POST', headers: own() })
    await stack.proxy.fault(null)
    expect(performance.now() - start).toBeLessThan(HANG_MS)
    expect(response.status).toBe(303)
    expect(jar.cookies.size).toBe(0)
  })

  it.each([
    ['GET', 'POST'],
    ['HEAD', 'POST'],
    ['PUT', 'POST'],
    ['DELETE', 'POST'],
    ['OPTIONS', 'POST'],
  ])('does nothing on %s', async (method, allow) => {
    const jar = await signedIn(stack, MEMBER)
    const response = await jar.fetch('/auth/signout', { method, headers: own() })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it.each<Record<string, string>>([
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ])('is rejected from another site: %j', async (headers) => {
    const jar = await signedIn(stack, MEMBER)
    const response = await jar.fetch('/auth/signout', { method: 'POST', headers })
    expect(response.status).toBe(403)
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it('removes even a session that cannot be read', async () => {
    const jar = new BrowserJar(stack.app.url, [[stack.cookieName, 'base64-%%%']])
    const response = await jar.fetch('/auth/signout', { method: 'POST', headers: own() })
    expect(response.status).toBe(303)
    expect(jar.cookies.size).toBe(0)
  })
})
