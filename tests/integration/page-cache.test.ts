import { get as httpGet, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SHARED_PAGES } from '@/utils/auth/routes'
import { startApp } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { messagesOf, sendForm } from '../support/html-form'
import { inlineScriptHashes } from '../support/inline-scripts'
import { expireAccessToken, MEMBER, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  for (const path of SHARED_PAGES) await isKept(stack.app.url, path)
})
afterAll(() => stack.close())
beforeEach(() => stack.proxy.reset())

/** Waits until a page is complete: a busy machine may miss the deadline of what it consists of. */
async function isKept(url: string, path: string): Promise<void> {
  const etag = async () => (await fetch(url + path)).headers.get('etag')
  await vi.waitFor(
    async () => {
      const first = await etag()
      expect([path, first]).toEqual([path, expect.any(String)])
      expect(await etag()).toBe(first)
    },
    { timeout: HANG_MS, interval: 50 },
  )
}

const get = (path: string, init: RequestInit = {}) =>
  fetch(stack.app.url + path, { redirect: 'manual', ...init })

/** The script-src of a response, without the sources that every page has. */
function scriptSources({ headers }: Response): string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const [, sources = ''] = /script-src 'self'([^;]*)/.exec(policy) ?? []
  return sources.split(' ').filter(Boolean)
}

describe('a page that is the same for every signed-out user', () => {
  it.each(SHARED_PAGES)(
    '%s has the same bytes for all, and may run only its own inline scripts',
    async (path) => {
      const [one, other] = [await get(path), await get(path, { headers: { 'user-agent': 'another' } })]
      const [page, same] = [await one.text(), await other.text()]
      expect([one.status, page.length > 5000, page === same]).toEqual([200, true, true])
      expect(one.headers.get('etag')).toBe(other.headers.get('etag'))

      const hashes = inlineScriptHashes(page)
      expect(hashes.length).toBeGreaterThan(2)
      expect(scriptSources(one)).toEqual(hashes)
      expect(one.headers.get('content-security-policy')).not.toMatch(/nonce|unsafe|strict-dynamic/)
      expect(page).not.toMatch(/ nonce=|nonce-/)
    },
  )

  it.each(SHARED_PAGES)('%s is revalidated by browsers, and not stored by shared caches', async (path) => {
    const { headers } = await get(path)
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('vary')).toMatch(/\bCookie\b/)
    expect(headers.getSetCookie()).toEqual([])

    const etag = headers.get('etag') ?? ''
    for (const condition of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*']) {
      const again = await get(path, { headers: { 'if-none-match': condition } })
      expect([again.status, await again.text()]).toEqual([304, ''])
      expect(again.headers.get('etag')).toBe(etag)
      expect(again.headers.get('content-security-policy')).toBe(headers.get('content-security-policy'))
    }
    expect((await get(path, { headers: { 'if-none-match': 'W/"x"' } })).status).toBe(200)
  })

  it('has the same headers on HEAD', async () => {
    const [read, head] = [await get('/terms'), await get('/terms', { method: 'HEAD' })]
    const fixed = ({ headers }: Response) =>
      [...headers].filter(
        ([name]) =>
          !/^(connection|content-encoding|date|keep-alive|server-timing|transfer-encoding|x-request-id)$/.test(
            name,
          ),
      )
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(fixed(head)).toEqual(fixed(read))
  })

  it('is compressed once, as the browser prefers', async () => {
    const raw = async (codings: string) => {
      const headers = { 'accept-encoding': codings }
      const response = await new Promise<IncomingMessage>((resolve, reject) =>
        httpGet(`${stack.app.url}/login`, { headers }, resolve).on('error', reject),
      )
      expect(response.headers.vary).toMatch(/\bAccept-Encoding\b/)
      return { coding: response.headers['content-encoding'], body: await buffer(response) }
    }
    const [plain, gzipped, brotli] = [await raw('identity'), await raw('gzip'), await raw('gzip, br')]
    expect([plain.coding, gzipped.coding, brotli.coding]).toEqual([undefined, 'gzip', 'br'])
    expect(gunzipSync(gzipped.body)).toEqual(plain.body)
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body)
    expect(gzipped.body.length).toBeLessThan(plain.body.length / 3)
    expect(brotli.body.length).toBeLessThan(gzipped.body.length)
  })

  it('contains nothing of the request that it was rendered for', async () => {
    const hostile = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-nonce': 'evil',
      'content-security-policy': `script-src 'nonce-evil'`,
      'accept-language': 'evil',
      'user-agent': 'evil',
    }
    const app = await startStack()
    try {
      const first = await fetch(`${app.app.url}/signup`, { headers: hostile })
      const page = await first.text()
      expect(page).toContain(`${app.app.url}/og.png`)
      expect(page + [...first.headers]).not.toContain('evil')
    } finally {
      await app.close()
    }
  })
})

describe('a request whose response is its own', () => {
  const isOwn = (response: Response) => {
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(response.headers.get('etag')).toBeNull()
  }

  it('of a signed-in user', async () => {
    const jar = await signedIn(stack, MEMBER)
    const etag = (await get('/terms')).headers.get('etag') ?? ''
    for (const path of SHARED_PAGES) {
      const response = await jar.fetch(path, { headers: { 'if-none-match': etag } })
      expect([path, response.status]).toEqual([path, expect.toBeOneOf([200, 307])])
      isOwn(response)
      if (response.status === 200) expect(await response.text()).toContain(MEMBER.email)
    }
  })

  it('while a session is refreshed, or removed', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const refreshed = await jar.fetch('/terms')
    expect(refreshed.headers.getSetCookie().join()).toContain(stack.cookieName)
    isOwn(refreshed)

    for (const value of ['base64-e30', '%', '%00', '']) {
      const removed = await get('/terms', { headers: { cookie: `${stack.cookieName}=${value}` } })
      expect([value, removed.headers.getSetCookie().join()]).toEqual([
        value,
        expect.stringMatching(/Max-Age=0/i),
      ])
      isOwn(removed)
    }
    const expiry = await get('/terms', { headers: { cookie: 'session-expiry=1' } })
    expect(expiry.headers.getSetCookie().join()).toMatch(/session-expiry=;/)
    isOwn(expiry)
  })

  it('while the Auth server gives no clear response', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault({ kind: 'refuse' })
    const response = await jar.fetch('/terms')
    await stack.proxy.fault(null)
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain('href="/signup"')
    isOwn(response)
  })

  it.each<[string, string, RequestInit]>([
    ['with a chosen theme', '/login', { headers: { cookie: 'theme=dark' } }],
    ['with a notice', '/login?notice=session-ended', {}],
    ['with a redirect target', '/login?redirectedFrom=%2Fprivate', {}],
    ['with any query', '/?x', {}],
    ['of a navigation in the browser', '/login', { headers: { rsc: '1' } }],
  ])('%s', async (_, path, init) => {
    const response = await get(path, init)
    isOwn(response)
    expect(await response.text()).not.toBe(await (await get(new URL(path, 'http://x').pathname)).text())
  })

  it('with a form that was sent without JavaScript', async () => {
    const fields: [string, string][] = [
      ['email', 'unknown@example.com'],
      ['password', 'not the password'],
    ]
    const response = await sendForm(new BrowserJar(stack.app.url), '/login', fields)
    isOwn(response)
    const page = await response.text()
    expect(messagesOf(page)).toContain('Incorrect email or password')
    expect(page).toContain('value="unknown@example.com"')
    expect(await (await get('/login')).text()).not.toContain('unknown@example.com')
  })
})

it('all servers of a site have the same bytes and ETags, whenever they rendered them', async () => {
  const start = () =>
    startApp({
      supabaseUrl: stack.backend.apiUrl,
      publishableKey: stack.backend.publishableKey,
      env: { NEXT_PUBLIC_SITE_URL: 'http://site.example' },
    })
  const apps = [await start(), await start()] as const
  try {
    for (const path of SHARED_PAGES) {
      for (const { url } of apps) await isKept(url, path)
      const [one, other] = await Promise.all(apps.map(({ url }) => fetch(url + path)))
      expect([path, one?.headers.get('etag')]).toEqual([path, expect.stringMatching(/^W\/"[\w-]{43}"$/)])
      expect([path, one?.headers.get('etag')]).toEqual([path, other?.headers.get('etag')])
      expect(await one?.text()).toBe(await other?.text())
    }
  } finally {
    await Promise.all(apps.map((app) => app.close()))
  }
})

it('a page that was rendered in an outage is not kept', async () => {
  const down = await startStack()
  try {
    await down.proxy.fault(json(500, {}))
    const page = async () => await (await fetch(`${down.app.url}/login`)).text()
    expect(await page()).not.toContain('GitHub')
    await down.heal()
    await expect.poll(page).toContain('GitHub')
    const once = await page()
    expect(await page()).toBe(once)
  } finally {
    await down.close()
  }
})
