import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from '../support/app'
import type { BrowserJar } from '../support/browser-jar'
import { rawRequest } from '../support/raw-request'
import { allActions, allRoutes } from '../support/routes'
import { ADMIN, type Stack, signedIn, startStack } from '../support/stack'

const STATIC = resolve(import.meta.dirname, '../../.next/static')
const [chunk = ''] = readdirSync(STATIC, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.js'),
)
const FILES = [
  '/robots.txt',
  '/og.png',
  '/icon.svg',
  '/favicon.ico',
  '/apple-icon.png',
  `/_next/static/${chunk}`,
  '/robots.txt?a=%',
]

let stack: Stack
let admin: BrowserJar
beforeAll(async () => {
  stack = await startStack()
  admin = await signedIn(stack, ADMIN)
})
afterAll(() => stack.close())

const url = () => stack.app.url
const own = () => ({ Origin: url() })
const cookie = () => [...admin.cookies].map((pair) => pair.join('=')).join('; ')
const chunked = { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined }
const inChunks = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`

describe('a static file can only be read', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s: 405', async (method) => {
    for (const path of [...FILES, '/_next/static/nothing.js', '/_next/image']) {
      const { status, headers } = await rawRequest(url(), `${method} ${path}`, own())
      expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD'])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it.each(['GET', 'HEAD'])('%s: 200, in a shared cache too', async (method) => {
    for (const path of FILES) {
      const { status, headers } = await rawRequest(url(), `${method} ${path}`, { 'X-Writes': '1' })
      expect([path, status]).toEqual([path, 200])
      expect(headers.get('cache-control')).toContain('public')
    }
  })

  it.each([
    ['a part that is not there', { Range: 'bytes=99999999-' }],
    ['a part that means nothing', { Range: 'bytes=a-b' }],
    ['a version that is not there', { 'If-Match': '"x"' }],
    ['a version of long ago', { 'If-Unmodified-Since': 'Mon, 01 Jan 1990 00:00:00 GMT' }],
  ])('%s returns the whole file', async (_, headers) => {
    for (const path of FILES)
      expect([path, (await rawRequest(url(), `GET ${path}`, headers)).status]).toEqual([path, 200])
  })
})

describe('a body of unknown length above the form limit', () => {
  const FORM = 'multipart/form-data; boundary=edge'
  const part = (name: string, value: string) =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--edge--\r\n`
  const BODIES: [string, Record<string, string>, string][] = [
    ['a form', { 'Content-Type': FORM }, part('email', 'x'.repeat(2_000_000))],
    ['a form of an action', { 'Content-Type': FORM }, part('$ACTION_ID_', 'x'.repeat(2_000_000))],
    ['a form that never ends', { 'Content-Type': FORM }, 'x'.repeat(2_000_000)],
    ['twelve megabytes', { 'Content-Type': FORM }, part('email', 'x'.repeat(12_000_000))],
    ['text', { 'Content-Type': 'text/plain' }, 'x'.repeat(2_000_000)],
    ['fields', { 'Content-Type': 'application/x-www-form-urlencoded' }, `a=${'x'.repeat(2_000_000)}`],
    ['nothing known', {}, 'x'.repeat(2_000_000)],
  ]
  const post = (path: string, headers: Record<string, string | undefined>, body: string) =>
    rawRequest(url(), `POST ${path}`, { Cookie: cookie(), ...own(), ...chunked, ...headers }, inChunks(body))

  it.each(BODIES)('is rejected by a page and by a handler: %s', async (_, headers, body) => {
    for (const path of ['/login', '/private', '/error', '/auth/confirm', '/account/email'])
      expect([path, (await post(path, headers, body)).status]).toEqual([path, 413])
  })

  it.each(BODIES)('is rejected by an action: %s', async (_, headers, body) => {
    const [action] = allActions()
    expect((await post('/login', { 'Next-Action': action?.id ?? '', ...headers }, body)).status).toBe(413)
  })

  it('is rejected by the API, whatever its type', async () => {
    const responses = BODIES.map(([, headers, body]) => post('/api/notes', headers, body))
    for (const { status } of await Promise.all(responses)) expect(status).toBe(415)
    const json = { 'Content-Type': 'application/json' }
    expect((await post('/api/notes', json, `"${'x'.repeat(2_000_000)}"`)).status).toBe(413)
    expect((await post('/api/csp-reports', json, `"${'x'.repeat(2_000_000)}"`)).status).toBe(413)
  })

  it('below the limit it is accepted', async () => {
    const body = part('email', 'x'.repeat(1_400_000))
    expect((await post('/login', { 'Content-Type': FORM }, body)).status).toBeLessThan(500)
    expect((await post('/login', { 'Content-Type': 'text/plain' }, 'x')).status).toBeLessThan(400)
  })
})

describe('duplicate, malformed, or unusual headers', () => {
  const TREE = encodeURIComponent(JSON.stringify(['', { children: ['login', {}] }]))
  const LINES: string[][] = [
    ['Host: a', 'Host: b'],
    ['Host: ['],
    ['Host: a b'],
    ['Host: a:99999999'],
    ['Content-Length: 0', 'Content-Length: 1'],
    ['Content-Length: -1'],
    ['Transfer-Encoding: chunked', 'Content-Length: 3'],
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: gzip'],
    ['Origin: https://a.example', 'Origin: https://b.example'],
    ['Content-Type: text/plain', 'Content-Type: multipart/form-data'],
    ['Authorization: Bearer a', 'Authorization: Bearer b'],
    ['Cookie: a=1', 'Cookie: a=2', 'Cookie: =;;='],
    ['X-Forwarded-For: a', 'X-Forwarded-For: b', 'X-Forwarded-Host: a', 'X-Forwarded-Host: ['],
    ['X-Forwarded-Proto: https', 'X-Forwarded-Proto: x', 'X-Forwarded-Port: x'],
    ['RSC: 1', 'RSC: 1'],
    ['RSC: 1', 'Next-Router-State-Tree: x'],
    ['RSC: 1', 'Next-Router-State-Tree: %'],
    ['RSC: 1', 'Next-Router-State-Tree: %5B%5D'],
    ['RSC: 1', 'Next-Router-State-Tree: ["",{"children":7}]'],
    ['RSC: 1', `Next-Router-State-Tree: ${'['.repeat(9000)}`],
    ['RSC: 1', `Next-Router-State-Tree: ${TREE}`, `Next-Router-State-Tree: ${TREE}`],
    ['RSC: 1', 'Next-Router-Prefetch: 9', 'Next-Router-Segment-Prefetch: /../x', 'Next-Url: //x'],
    ['Next-Action: x', 'Next-Action: y'],
    ['Accept-Encoding: br;q=x', 'Accept-Language: ,,;', 'If-None-Match: "', 'If-Modified-Since: x'],
    ['Expect: nothing'],
    ['a b: c'],
  ]

  it.each(LINES)('%.60s, %.60s', async (...lines) => {
    for (const path of ['/login', '/private', '/nowhere', '/api/me', '/robots.txt', '/auth/callback']) {
      for (const method of ['GET', 'POST']) {
        const answer = await followed(method, path, lines)
        expect([method, path, answer]).toEqual([method, path, expect.toBeOneOf(BELOW_500)])
      }
    }
    expect((await fetch(`${url()}/login`)).status).toBe(200)
  })

  const BELOW_500 = Array.from({ length: 300 }, (_, n) => 200 + n)

  /** As browsers do: a response for the router leads to another URL. */
  async function followed(method: string, path: string, lines: string[], hops = 0): Promise<number> {
    const { status, headers } = await rawRequest(url(), `${method} ${path}`, {}, '', lines)
    const next = headers.get('location')
    if (!next?.startsWith('/') || hops === 3) return status
    return await followed(method === 'POST' && status === 303 ? 'GET' : method, next, lines, hops + 1)
  }
})

describe('empty, duplicate, or unusual parameters', () => {
  const NAMES = [
    ...['redirectedFrom', 'notice', 'reason', 'token_hash', 'type', 'code', 'error', 'error_description'],
    ...['state', 'email', 'kind', 'q', 'before', 'after', 'page', 'limit', 'connected', 'problem', 'flow'],
    ...['id', 'path', 'provider', 'next', '_rsc', 'nxtPid', '__proto__', 'constructor', 'toString', 'then'],
  ]
  const VALUES = ['', '%', '%ff', '%00', '__proto__', '[]']
  const QUERIES = [
    ...['?', '?=', '?&&', '?%', '?%=%', '?a[]=1&a[b]=2', `?${'a=b&'.repeat(1500)}`],
    `?${NAMES.join('&')}`,
    `?${NAMES.map((name) => `${name}&${name}`).join('&')}`,
    ...VALUES.map((value) => `?${NAMES.map((name) => `${name}=${value}`).join('&')}`),
    ...VALUES.map((value) => `?${NAMES.map((name) => `${name}=${value}&${name}=b`).join('&')}`),
  ]

  // /unavailable always returns 503.
  const paths = allRoutes()
    .map(({ path }) => path)
    .filter((path) => path !== '/unavailable')

  it.each(paths)('of %s: never a server error', async (path) => {
    for (const query of QUERIES) {
      const { status, text } = await rawRequest(url(), `GET ${path}${query}`, { Cookie: cookie() })
      expect([query, status]).toEqual([query, expect.toSatisfy((code: number) => code >= 200 && code < 500)])
      expect(text).not.toMatch(/\.next\/server|at async|node_modules/)
    }
  })
})

describe('the internal paths of Next.js', () => {
  it.each([
    ...['/_global-error', '/_global-error?x', '/_global-error/x', '/_global-error.rsc', '/%5Fglobal-error'],
    ...['/_not-found', '/_error', '/_document', '/_app', '/_x', '/404', '/500', '/index', '/500.html'],
  ])('%s: 404 with a new nonce, for every client', async (path) => {
    const nonces = new Set<string>()
    const requests: Record<string, string>[] = [{}, {}, { rsc: '1' }, { 'x-nextjs-data': '1' }]
    for (const headers of requests) {
      const { response } = await admin.copy().open(path, { headers })
      const text = await response.text()
      expect(response.status).toBe(404)
      expect(response.headers.get('cache-control')).toMatch(/^private, .*no-store/)
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? ''
      expect(nonces.has(nonce)).toBe(false)
      nonces.add(nonce)
      for (const [tag] of text.matchAll(/<(script|style)\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`)
    }
  })
})

describe('a site with HTTPS', () => {
  let app: App
  beforeAll(async () => {
    const { apiUrl: supabaseUrl, publishableKey } = stack.backend
    const env = { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' }
    app = await startApp({ supabaseUrl, publishableKey, env })
  })
  afterAll(() => app.close())

  it.each([
    ...FILES.map((path): [number, string] => [200, `GET ${path}`]),
    [200, 'GET /'],
    [200, 'GET /api/health'],
    [307, 'GET /private'],
    [308, 'GET /login/'],
    [307, 'GET /?token_hash=a'],
    [400, 'GET /%'],
    [401, 'GET /api/me'],
    [403, 'POST /login'],
    [404, 'GET /_next/static/nothing.js'],
    [404, 'GET /auth/nowhere'],
    [405, 'POST /robots.txt'],
    [405, 'PUT /login'],
    [405, 'TRACE /'],
  ])('sends the header with every response, %i to %s too', async (status, start) => {
    const answer = await rawRequest(app.url, start)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  })

  it('and no other site does', async () => {
    for (const path of [...FILES, '/', '/login/'])
      expect((await rawRequest(url(), `GET ${path}`)).headers.has('strict-transport-security')).toBe(false)
  })
})
