import { beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { actionCall, allActions, allFields, allRoutes } from '../support/routes'
import { ADMIN, MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { tableContents } from '../support/table-contents'

const stack = suiteStack()

const routes = allRoutes()
const guarded = routes.filter(({ access }) => access === 'protected')
const guardedActions = allActions().filter(({ options }) =>
  ['required', 'account', 'mfa-pending'].includes(String(options.session)),
)

const STACK = /\.next\/server|node_modules|at async/
const PRIVATE = new RegExp(`@example\\.com|${STACK.source}`)

it('the addresses and forms are found', () => {
  expect(guarded.length).toBeGreaterThan(20)
  expect(guardedActions.length).toBeGreaterThan(15)
  expect(allFields()).toEqual(expect.arrayContaining(['email', 'password', 'note', 'name']))
})

describe('every protected page without a cookie', () => {
  const HEADERS: Record<string, string>[] = [
    {},
    ...['middleware', 'src/middleware', 'pages/_middleware', 'proxy'].map((name) => ({
      'x-middleware-subrequest': Array(5).fill(name).join(':'),
    })),
    { 'x-middleware-next': '1', 'x-middleware-rewrite': '/private', 'x-middleware-skip': '1' },
    {
      'x-middleware-override-headers': 'x-session-status',
      'x-middleware-request-x-session-status': 'signed-in',
    },
    { 'x-session-status': 'signed-in', 'x-requested-path': '/' },
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
    { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
    { 'x-nextjs-data': '1' },
    { 'x-matched-path': '/login', 'x-now-route-matches': '1' },
    { 'x-original-url': '/login', 'x-rewrite-url': '/login', 'x-forwarded-uri': '/login' },
    { 'x-invoke-path': '/private', 'x-invoke-status': '200', 'x-invoke-output': '/private' },
    { 'x-http-method-override': 'POST', 'next-resume': '1' },
    { host: 'localhost', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
    { cookie: 'sb-127-auth-token=base64-e30; sb-127-auth-token.0=base64-e30' },
  ]

  it.each(HEADERS)('redirects to sign-in or returns 401: %j', async (headers) => {
    for (const { path, api } of guarded) {
      const response = await fetch(stack.app.url + path, { headers, redirect: 'manual' })
      const location = response.headers.get('location') ?? response.headers.get('x-nextjs-redirect')
      if (api) expect([path, response.status]).toEqual([path, 401])
      else expect([path, location]).toEqual([path, expect.stringMatching(/^\/login(\?|$)/)])
      expect(await response.text()).not.toMatch(PRIVATE)
    }
  })

  const VARIANTS: [string, (path: string) => string][] = [
    ['a slash at the end', (path) => `${path}/`],
    ['two slashes', (path) => `/${path}`],
    ['two slashes inside', (path) => path.replace(/\/(?=[^/]*$)/, '//')],
    ['a percent-encoded letter', (path) => `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`],
    ['a percent-encoded slash', (path) => `/%2f${path.slice(1)}`],
    ['a parameter of the path', (path) => `${path};a=b`],
    ['upper case', (path) => path.toUpperCase()],
    ...[
      '.json',
      '.css',
      '.png',
      '.rsc',
      '.txt',
      '.html',
      '.segments/_tree.segment.rsc',
      '.segments/$c$children/__PAGE__.segment.rsc',
      '?nxtPid=1&nxtIid=1&nxtPpath=login',
    ].map((end): [string, (path: string) => string] => [end, (path) => path + end]),
    ['dots', (path) => `/login/%2e%2e${path}`],
    ['a public beginning', (path) => `/login/..;${path}`],
    ['the folder of data', (path) => `/_next/data/build${path}.json`],
    ['the folder of files', (path) => `/_next/static/..%2f..${path}`],
    ['a NUL', (path) => `${path}%00`],
    ['a space', (path) => `${path}%20`],
  ]

  it.each(VARIANTS)('written with %s reveals nothing and returns no cacheable 404', async (_, vary) => {
    for (const { path } of guarded) {
      const { response, text, at } = await followed(vary(path))
      expect([
        vary(path),
        /^(\/_next\/data\/build)?\/login/.test(at) || [400, 401, 404].includes(response.status),
      ]).toEqual([vary(path), true])
      expect(text).not.toMatch(PRIVATE)
      expect(response.headers.get('cache-control')).toMatch(/private|no-store/)
    }
  })

  /** Follows redirects. Throws if one leaves the site. */
  async function followed(path: string) {
    const first = await visit(new BrowserJar(stack.app.url), path)
    const to = first.headers.get('location') ?? first.headers.get('x-nextjs-redirect')
    if (!to) return { response: first, at: path, text: await first.text() }
    const { response, path: at } = await new BrowserJar(stack.app.url).open(to)
    return { response, at, text: await response.text() }
  }

  /** Without URL, which reads //private as a host. */
  function visit(jar: BrowserJar, path: string): Promise<Response> {
    const cookie = [...jar.cookies].map((pair) => pair.join('=')).join('; ')
    return fetch(stack.app.url + path, { headers: { cookie }, redirect: 'manual' })
  }

  it('in any of these spellings, it is not cacheable for a signed-in user either', async () => {
    const jar = await signedIn(stack, MEMBER)
    for (const [, vary] of VARIANTS) {
      const response = await visit(jar, vary('/private/nowhere'))
      if (response.status === 404) expect(response.headers.get('cache-control')).toMatch(/private|no-store/)
      expect(response.status).toBeLessThan(500)
    }
  })
})

describe('every Server Action of a protected page', () => {
  const fields = allFields().map((name): [string, string] => [name, '1'])

  it.each(['/', '/login', '/private', '/error', '/api/me', '/auth/signout'])(
    'posted to %s without a cookie is not executed',
    async (path) => {
      const before = await tableContents(stack.backend.sql)
      for (const action of guardedActions) {
        const { id, name } = action
        const headers = { origin: stack.app.url, 'next-action': id }
        const init = {
          method: 'POST',
          body: actionCall(action, fields),
          headers,
          redirect: 'manual',
        } as const
        const response = await fetch(stack.app.url + path, init)
        const text = await response.text()
        const to = response.headers.get('x-action-redirect') ?? response.headers.get('location')
        expect([name, to ?? '/login']).toEqual([name, expect.stringMatching(/^\/(login|$)/)])
        expect(response.status).toBeLessThan(500)
        expect(text).not.toMatch(PRIVATE)
      }
      expect(await tableContents(stack.backend.sql)).toEqual(before)
    },
  )
})

describe('requests from another site with an admin’s session', () => {
  const FOREIGN: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'garbage' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { origin: 'https://evil.example', forwarded: 'host=evil.example;proto=https' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.example' },
    {},
  ]
  let jar: BrowserJar
  beforeAll(async () => {
    jar = await signedIn(stack, ADMIN)
  })

  it.each(FOREIGN)('to any path are rejected and change nothing: %j', async (headers) => {
    const before = await tableContents(stack.backend.sql)
    for (const { path, kind } of routes) {
      const form = new FormData()
      form.append('email', ADMIN.email)
      const posted = await jar.copy().fetch(path, { method: 'POST', body: form, headers })
      if (!/^\/api\/(csp-reports|openapi\.json|health|ready)$/.test(path))
        expect([path, posted.status]).toEqual([path, 403])
      if (kind === 'page') continue
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const response = await jar.copy().fetch(path, { method, headers })
        expect([path, response.status]).toEqual([path, expect.toBeOneOf([403, 405])])
      }
    }
    expect(await tableContents(stack.backend.sql)).toEqual(before)
  })

  it.each(FOREIGN)('to any Server Action are rejected and change nothing: %j', async (headers) => {
    const before = await tableContents(stack.backend.sql)
    for (const action of allActions()) {
      const { id, name } = action
      const body = actionCall(
        action,
        allFields().map((field) => [field, '1']),
      )
      const init = { method: 'POST', body, headers: { ...headers, 'next-action': id } }
      const response = await jar.copy().fetch('/private', init)
      expect([name, response.status, response.headers.getSetCookie()]).toEqual([name, 403, []])
    }
    expect(await tableContents(stack.backend.sql)).toEqual(before)
  })

  it('reading any page changes nothing', async () => {
    const before = await tableContents(stack.backend.sql)
    // /unavailable always returns 503.
    for (const { path } of routes.filter((route) => route.path !== '/unavailable')) {
      for (const method of ['GET', 'HEAD']) {
        const response = await jar.copy().fetch(path, { method })
        expect([path, response.status < 500]).toEqual([path, true])
        expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    }
    expect(await tableContents(stack.backend.sql)).toEqual(before)
  })
})

describe('input that none of our forms send', () => {
  const JUNK = ['{{{', '[]', '["a","b"]', '[null,null]', '["$K1","$K2"]', '["$B9","$F9"]', '['.repeat(5000)]

  it.each(JUNK)('%.20s as an action ID changes nothing and shows no stack trace', async (args) => {
    const jar = await signedIn(stack, MEMBER)
    for (const { id, name } of allActions()) {
      const body = new FormData()
      body.append('0', args)
      const headers = { origin: stack.app.url, 'next-action': id }
      const response = await jar.copy().fetch('/private', { method: 'POST', body, headers })
      const text = await response.text()
      expect([name, STACK.test(text)]).toEqual([name, false])
    }
    expect((await (await signedIn(stack, MEMBER)).fetch('/private')).status).toBe(200)
  })

  const HOSTILE: [string, string][] = [
    ['markup', '"><script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['bidi characters', '\u202Egnp.exe\u2066\u2069\u200F'],
    ['a NUL', 'a\u0000b'],
    ['half a character', 'a\uD800b'],
    ['SQL', `'; drop table public.notes; --`],
    ['over a megabyte, in five fields together,', 'x'.repeat(290_000)],
  ]
  const LONG_FIELDS = ['email', 'note', 'name', 'body', 'password']

  /** These end the session that the others need. */
  const LAST = /^(end|cancel|deleteAccount)/

  it.each(HOSTILE)('%s in any field of any form never causes a server error', async (_, value) => {
    // If it was a valid password, it is now this user's; that of MEMBER is unchanged.
    await stack.backend.sql(
      `update auth.users set encrypted_password =
         (select encrypted_password from auth.users where email = $1) where email = $2`,
      [MEMBER.email, ADMIN.email],
    )
    const jar = await signedIn(stack, ADMIN)
    const actions = allActions().sort(
      (one, other) => Number(LAST.test(one.name)) - Number(LAST.test(other.name)),
    )
    const names = value.length > 1000 ? LONG_FIELDS : allFields()
    for (const action of actions) {
      const { id, name } = action
      const body = actionCall(
        action,
        names.map((key) => [key, value]),
      )
      const headers = { origin: stack.app.url, 'next-action': id }
      const response = await jar.copy().fetch('/private', { method: 'POST', body, headers })
      const text = await response.text()
      // A redirect and a 404 also leave an action by throwing.
      const thrown = /^\d+:E\{"digest":"(?!NEXT_)/m.test(text)
      expect([name, response.status < 500, thrown]).toEqual([name, true, false])
      // A response to React's script is not a page, and no browser renders it as one.
      if (response.headers.get('content-type') === 'text/x-component')
        expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      else expect([name, text]).toEqual([name, expect.not.stringContaining('<script>alert(1)')])
    }
    expect((await fetch(`${stack.app.url}/login`)).status).toBe(200)
  })
})
