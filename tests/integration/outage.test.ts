import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { type Fault, html, json } from '../support/faults'
import { expireAccessToken, MEMBER, type Stack, signedIn, startStack } from '../support/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())
afterEach(() => stack.proxy.fault(null))

const FAULTS: [string, Fault][] = [
  ['refuses connections', { kind: 'refuse' }],
  ['breaks connections off', { kind: 'reset' }],
  ['hangs', { kind: 'hang' }],
  ['drips', { kind: 'drip' }],
  ['answers 500', json(500, { code: 'unexpected_failure', message: 'boom' })],
  ['answers 500 with a code that ends sessions', json(500, { code: 'session_not_found' })],
  ['answers 502', html(502)],
  ['answers 503', html(503)],
  ['answers 429', json(429, { code: 'over_request_rate_limit', message: 'slow down' })],
  ['answers an HTML 403', html(403)],
  ['answers an HTML 404', html(404)],
  ['answers a coded 400 that says nothing of the session', json(400, { code: 'validation_failed' })],
  ['answers HTML with 200', html(200)],
  ['answers cut JSON', json(200, '{"id":"11111111-1111-')],
  ['answers wrong JSON', json(200, { hello: 'world' })],
]

const TOKENS: [string, (jar: BrowserJar) => void][] = [
  ['a valid access token', () => undefined],
  ['an expired access token', (jar) => expireAccessToken(jar, stack.cookieName)],
]

async function timed(visit: () => Promise<Response>) {
  const start = performance.now()
  const response = await visit()
  const text = await response.text()
  return { response, text, ms: performance.now() - start }
}

function expectCookiesKept(response: Response, jar: BrowserJar, before: Map<string, string>) {
  expect(response.headers.getSetCookie()).toEqual([])
  expect(jar.cookies).toEqual(before)
}

describe.each(FAULTS)('the Auth server %s', (_fault, fault) => {
  describe.each(TOKENS)('with %s', (_token, age) => {
    it('nobody is signed out, nobody is sent to login, nobody waits', async () => {
      const jar = await signedIn(stack, MEMBER)
      age(jar)
      const before = new Map(jar.cookies)
      await stack.proxy.fault(fault)
      stack.proxy.reset()

      const page = await timed(() => jar.fetch('/private?x=1'))
      expect(page.response.status).toBe(503)
      expect(page.response.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(page.response.headers.get('cache-control')).toMatch(/^private.*no-store/)
      expect(page.text).toContain('Back in a moment')
      expect(page.text).toContain('href="/private?x=1"')
      expect(page.text).not.toContain(MEMBER.email)
      expect(page.ms).toBeLessThan(5000)
      expectCookiesKept(page.response, jar, before)
      expect(stack.proxy.count()).toBeLessThanOrEqual(2)

      const api = await timed(() => jar.fetch('/api/me'))
      expect(api.response.status).toBe(503)
      expect(JSON.parse(api.text)).toMatchObject({ error: { code: 'auth_unavailable' } })
      expectCookiesKept(api.response, jar, before)

      const home = await timed(() => jar.fetch('/'))
      expect(home.response.status).toBe(200)
      expect(home.text).toContain('Create an account')
      expect(home.ms).toBeLessThan(1000)
      expectCookiesKept(home.response, jar, before)

      await stack.proxy.fault(null)
      const again = await jar.fetch('/private?x=1')
      expect(again.status).toBe(200)
      expect(await again.text()).toContain(MEMBER.email)
    })
  })
})

it('an anonymous visitor notices nothing', async () => {
  await stack.proxy.fault({ kind: 'hang' })
  const home = await timed(() => fetch(`${stack.app.url}/`))
  expect(home.response.status).toBe(200)
  const page = await fetch(`${stack.app.url}/private`, { redirect: 'manual' })
  expect(page.status).toBe(307)
})

it('a refresh that succeeded is kept although the question after it was not answered', async () => {
  const jar = await signedIn(stack, MEMBER)
  expireAccessToken(jar, stack.cookieName)
  await stack.proxy.fault(json(500, {}, (path) => path.endsWith('/user')))
  const response = await jar.fetch('/private')
  expect(response.status).toBe(503)
  expect(response.headers.getSetCookie().join()).toContain(`${stack.cookieName}=base64-`)

  await stack.proxy.fault(null)
  stack.proxy.reset()
  expect((await jar.fetch('/private')).status).toBe(200)
  expect(stack.proxy.count('refresh_token')).toBe(0)
})
