import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHARED_PAGES } from '@/utils/auth/routes'
import { BrowserJar } from '../support/browser-jar'
import { pageAloneFails } from '../support/faults'
import { rawRequest } from '../support/raw-request'
import { EVIL_NONCE, expectPlain, expectSafe, expectSafeFromCache } from '../support/response-safety'
import { allRoutes } from '../support/routes'
import { ADMIN, type Stack, signedIn, startStack } from '../support/stack'

const SENT = {
  'content-security-policy': `script-src 'nonce-${EVIL_NONCE}'`,
  'content-security-policy-report-only': `script-src 'nonce-${EVIL_NONCE}'`,
  'x-nonce': EVIL_NONCE,
}

let stack: Stack
let admin: BrowserJar
const guest = () => new BrowserJar(stack.app.url)
beforeAll(async () => {
  stack = await startStack({ CSP_REPORT_URI: '/api/csp-reports' })
  admin = await signedIn(stack, ADMIN)
})
afterAll(() => stack.close())

describe('every response has its own content policy and the other headers', () => {
  it.each(allRoutes())('$path', async ({ path }) => {
    for (const jar of [guest(), admin.copy()]) {
      const isShared = jar.cookies.size === 0 && SHARED_PAGES.includes(path)
      const response = await jar.fetch(path, { headers: SENT })
      await (isShared ? expectSafeFromCache(response) : expectSafe(response))
      if (/^\/auth(\/|$)/.test(path)) expect(response.headers.get('referrer-policy')).toBe('no-referrer')
      const tree = await jar.fetch(path, { headers: { ...SENT, rsc: '1' } })
      // Pictures decide about caches themselves, and no cache stores a 307 without being told to (RFC 9110, 15.1).
      if (tree.status === 307 && path.startsWith('/avatars/')) continue
      expect(tree.headers.get('cache-control')).toMatch(/no-store/)
    }
  })

  const FAULTY: [number, string, RequestInit][] = [
    [404, '/nowhere', {}],
    [404, '/private/notes/999999', {}],
    [404, '/admin/users/unknown', {}],
    [404, '/auth/nowhere', {}],
    [400, '/private/%ff', {}],
    [405, '/login', { method: 'DELETE' }],
    [403, '/login', { method: 'POST', headers: { origin: 'https://evil.example' }, body: new FormData() }],
    [413, '/login', { method: 'POST', body: 'x'.repeat(2_000_000) }],
  ]

  it.each(FAULTY)('%i %s', async (status, path, init) => {
    const response = await admin.copy().fetch(path, { ...init, headers: { ...SENT, ...init.headers } })
    expect(response.status).toBe(status)
    await expectSafe(response)
  })

  it('503 while the session is unknown, and 500 when a page fails', async () => {
    await stack.proxy.fault({ kind: 'refuse' })
    const unavailable = await admin.copy().fetch('/private', { headers: SENT })
    await stack.heal()
    await stack.proxy.fault(pageAloneFails())
    const failed = await admin.copy().fetch('/account/sign-in-methods', { headers: SENT })
    await stack.proxy.fault(null)
    expect([unavailable.status, failed.status]).toEqual([503, 500])
    await expectSafe(unavailable)
    await expectSafe(failed)
  })
})

describe('responses without the middleware', () => {
  it.each([
    '/icon.svg',
    '/robots.txt',
    '/favicon.ico',
    '/og.png',
    '/passkeys.js',
    '/_next/static/nothing.js',
    '/_next/image',
  ])('%s runs nothing when it is opened', async (path) => {
    const { headers } = await guest().fetch(path)
    expectPlain(headers)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })

  it.each([
    '/.env',
    '/.env.local',
    '/.git/config',
    '/package.json',
    '/next.config.ts',
    '/.next/BUILD_ID',
    '/supabase/config.toml',
    '/_next/static/..%2f..%2f.env',
    '/_next/static/%2e%2e/%2e%2e/package.json',
  ])('%s is not served', async (path) => {
    const { response, path: at } = await guest().open(path)
    expect(at.startsWith('/login') || response.status >= 400).toBe(true)
    const signed = await admin.copy().fetch(path)
    expect(signed.status).toBeGreaterThanOrEqual(400)
    expect(signed.headers.get('cache-control')).toMatch(/private|no-store/)
  })

  it('no script has a source map', async () => {
    const page = await (await guest().fetch('/login')).text()
    const scripts = [...page.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map(([, path = '']) => path)
    expect(scripts.length).toBeGreaterThan(0)
    for (const path of scripts) {
      expect(await (await guest().fetch(path)).text()).not.toContain('sourceMappingURL')
      expect((await guest().fetch(`${path}.map`)).status).toBe(404)
    }
  })
})

describe('requests that Next.js would answer with a server error', () => {
  const own = () => ({ Origin: stack.app.url })

  it.each([
    ['TRACE /', 405],
    ['TRACE /private', 405],
    ['OPTIONS *', 405],
    ['PROPFIND /', 405],
    ['PROPFIND /api/openapi.json', 405],
    ['PUT /login', 405],
    ['FOO /', 400],
    ['GET /%', 400],
    ['GET /%E0%A4%A', 400],
  ])('%s is rejected with %i', async (start, status) => {
    const answer = await rawRequest(stack.app.url, start)
    expect(answer.status).toBe(status)
    if (status === 405) expect(answer.headers.get('allow')).toContain('GET')
    expect(answer.text).not.toMatch(/node_modules|at async|TypeError/)
  })

  it.each([
    ['TRACE /api/notes', 'GET, HEAD, POST'],
    ['PROPFIND /api/notes', 'GET, HEAD, POST'],
    ['PROPFIND /api/me', 'GET, HEAD'],
  ])('%s describes the protected API to signed-in clients only', async (start, allow) => {
    const cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await rawRequest(stack.app.url, start, { Cookie: cookie, ...own() })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    const signedOut = await rawRequest(stack.app.url, start)
    expect([signedOut.status, signedOut.headers.get('allow')]).toEqual([401, null])
    expect(signedOut.text).toContain('"code":"unauthenticated"')
  })

  it.each([
    'GET http://evil.example/private',
    'GET http://evil.example/login/',
    'GET //evil.example/private',
  ])('%s redirects to no other site', async (start) => {
    const { headers } = await rawRequest(stack.app.url, start)
    expect(headers.get('location')).toMatch(/^\/[^/\\]/)
  })

  it.each<[string, Record<string, string>, string, number]>([
    ['broken multipart', { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x\r\nnonsense', 400],
    ['multipart without a boundary', { 'Content-Type': 'multipart/form-data' }, '--x--', 400],
    [
      'an unknown action with a body that is not a form',
      { 'Next-Action': 'a'.repeat(42), 'Content-Type': 'text/plain' },
      '{}',
      409,
    ],
    [
      'an unknown action',
      { 'Next-Action': 'a'.repeat(42), 'Content-Type': 'multipart/form-data; boundary=x' },
      '--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n[]\r\n--x--\r\n',
      409,
    ],
    [
      'an unknown action in a form',
      { 'Content-Type': 'multipart/form-data; boundary=x' },
      `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${'a'.repeat(42)}"\r\n\r\n\r\n--x--\r\n`,
      409,
    ],
    ['two megabytes', { 'Content-Type': 'multipart/form-data; boundary=x' }, 'x'.repeat(2_000_000), 413],
  ])('%s is rejected', async (_, headers, body, status) => {
    const answer = await rawRequest(stack.app.url, 'POST /login', { ...own(), ...headers }, body)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toMatch(/\.next\/server|at async|node_modules/)
    expect((await guest().fetch('/login')).status).toBe(200)
  })

  it('a request with too many headers is rejected, and the server keeps running', async () => {
    const answer = await rawRequest(stack.app.url, 'GET /login', { Cookie: `a=${'x'.repeat(17_000)}` })
    expect(answer.status).toBe(431)
    expect((await guest().fetch('/login')).status).toBe(200)
  })
})

describe('a report of a policy violation', () => {
  const send = (body: unknown, type = 'application/csp-report') =>
    fetch(`${stack.app.url}/api/csp-reports`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const report = (page: string) => ({
    'csp-report': {
      'document-uri': page,
      'blocked-uri': 'inline',
      'effective-directive': 'script-src',
    },
  })

  const lines = (text: string) =>
    stack.app
      .output()
      .split('\n')
      .filter((line) => line.includes(text))

  it('becomes one line of the log, without the query of the page', async () => {
    for (const page of ['/terms?token_hash=hidden-7', '/terms?token_hash=hidden-7', '/about'])
      expect((await send(report(`${stack.app.url}${page}`))).status).toBe(204)
    await expect.poll(() => lines('"page":"/about"')).toHaveLength(1)
    expect(lines('csp.violation')).toHaveLength(2)
    expect(lines('"page":"/terms"')).toHaveLength(1)
    expect(stack.app.output()).not.toContain('hidden-7')
  })

  it('is logged even after attackers have sent a thousand made-up reports', async () => {
    const madeUp = (n: number) => ({
      type: 'csp-violation',
      body: {
        documentURL: `${stack.app.url}/login`,
        blockedURL: `https://made-up-${n}.example`,
        effectiveDirective: n % 2 ? 'script-src' : `made-up-${n}`,
      },
    })
    for (let first = 0; first < 1000; first += 20) {
      const some = Array.from({ length: 20 }, (_, n) => madeUp(first + n))
      expect((await send(some, 'application/reports+json')).status).toBe(204)
    }
    expect((await send(report(`${stack.app.url}/signup`))).status).toBe(204)
    await expect.poll(() => lines('"page":"/signup"')).toHaveLength(1)
    expect(lines('csp.violation').length).toBeLessThan(50)
  })

  it.each<[string, unknown, string, number]>([
    ['no JSON', '{', 'application/csp-report', 400],
    ['another thing', { hello: 'world' }, 'application/csp-report', 400],
    ['another type', report('/'), 'text/plain', 415],
    ['a megabyte', 'x'.repeat(1_048_576), 'application/reports+json', 413],
  ])('is rejected: %s', async (_, body, type, status) => {
    expect((await send(body, type)).status).toBe(status)
  })
})
