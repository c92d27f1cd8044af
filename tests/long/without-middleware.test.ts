import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHARED_PAGES } from '@/utils/auth/routes'
import { actionCall, allActions, allFields, allRoutes } from '../support/routes'
import { MEMBER, signedIn } from '../support/stack'
import { assembleStandalone, type Standalone, startStandalone } from '../support/standalone'
import { tableContents } from '../support/table-contents'

// An incomplete copy of the build leaves a server without its middleware: the guards alone protect it. tests/recipes/proxy.test.ts
// builds with a misplaced file.

const guarded = allRoutes().filter(({ access }) => access === 'protected')
let url: string
let backend: Standalone['backend']
let app: Standalone

beforeAll(async () => {
  const folder = assembleStandalone()
  const path = join(folder, '.next/server/functions-config-manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  expect(Object.keys(manifest.functions)).toContain('/_middleware')
  writeFileSync(path, JSON.stringify({ ...manifest, functions: {} }))
  app = await startStandalone(folder)
  ;({ url, backend } = app)
})

afterAll(() => app.close())

/** Follows the redirect by which Next.js adds the key for caches to the address of a payload. */
async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url + path, { headers, redirect: 'manual' })
  const to = response.headers.get('location') ?? ''
  return to.startsWith(`${path}?_rsc`) || to.startsWith(`${path}&_rsc`)
    ? await fetch(url + to, { headers, redirect: 'manual' })
    : response
}

it('readiness reports it, and health does not', async () => {
  // The first calls to Supabase may take longer than readiness waits.
  await expect
    .poll(async () => (await get('/api/ready')).json())
    .toMatchObject({ middleware: 'missing', auth: { status: 'ok' }, data: { status: 'ok' } })
  expect((await get('/api/ready')).status).toBe(503)
  expect((await get('/api/ready', { 'x-session-status': 'signed-out AAAA' })).status).toBe(503)
  expect((await get('/api/health')).status).toBe(200)
})

describe('without a session', () => {
  const TREE = encodeURIComponent(JSON.stringify(['', {}, null, 'refetch']))
  const WAYS: [string, (path: string) => string, Record<string, string>][] = [
    ['plain', (path) => path, {}],
    ['as a payload', (path) => path, { rsc: '1' }],
    ['as a payload by its name', (path) => `${path}.rsc`, { rsc: '1' }],
    ['as a prefetch', (path) => path, { rsc: '1', 'next-router-prefetch': '1' }],
    [
      'as a segment',
      (path) => path,
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
    ],
    ['as a segment by its name', (path) => `${path}.segments/$c$children/__PAGE__.segment.rsc`, { rsc: '1' }],
    ['with a router state', (path) => path, { rsc: '1', 'next-router-state-tree': TREE }],
    ['with route parameters', (path) => `${path}?nxtPid=1&nxtIid=1&nxtPpath=private`, {}],
    [
      'with a subrequest',
      (path) => path,
      { 'x-middleware-subrequest': Array(5).fill('middleware').join(':') },
    ],
    ['with a forged status', (path) => path, { 'x-session-status': 'aal2 AAAA', 'x-requested-path': '/' }],
  ]

  it.each(WAYS)('every protected page and handler stays closed: %s', async (_, vary, headers) => {
    for (const { path, api } of guarded) {
      const response = await get(vary(path), headers)
      const text = await response.text()
      const to = response.headers.get('location') ?? /NEXT_REDIRECT;\w+;([^;]+);/.exec(text)?.[1] ?? ''
      // A prefetch may get the layouts, and no page.
      const isEmpty = response.headers.get('content-type') === 'text/x-component' && !text.includes('"h1"')
      const isElsewhere = /^\/(login|$)/.test(new URL(to || 'http://open/open', url).pathname)
      const isClosed = response.status >= 400 || isElsewhere || isEmpty
      expect([path, isClosed, response.status < 500]).toEqual([path, true, true])
      // 405: nothing to read there.
      if (api && vary(path) === path) expect([401, 405]).toContain(response.status)
      expect(text).not.toMatch(/@example\.com/)
    }
  })

  it('no Server Action of a protected page runs', async () => {
    const before = await tableContents(backend.sql)
    const fields = allFields().map((name): [string, string] => [name, '1'])
    for (const action of allActions().filter(({ options }) =>
      ['required', 'account', 'mfa-pending'].includes(String(options.session)),
    )) {
      const headers = { origin: url, 'next-action': action.id }
      const response = await fetch(`${url}/login`, {
        method: 'POST',
        body: actionCall(action, fields),
        headers,
        redirect: 'manual',
      })
      expect([action.name, response.status < 500]).toEqual([action.name, true])
      expect(await response.text()).not.toMatch(/@example\.com/)
    }
    expect(await tableContents(backend.sql)).toEqual(before)
  })
})

it('a signed-in user gets their own pages, and no cache may store them', async () => {
  const jar = await signedIn({ app: { url }, backend, cookieName: 'sb-127-auth-token' }, MEMBER)
  for (const path of [...SHARED_PAGES, '/private']) {
    const response = await jar.fetch(path)
    expect([path, response.headers.get('cache-control')]).toEqual([path, expect.stringMatching(/no-store/)])
  }
  const asPayload = { headers: { rsc: '1' } }
  const address = (await jar.fetch('/private', asPayload)).headers.get('location') ?? ''
  const payload = await jar.fetch(address, asPayload)
  expect(payload.headers.get('content-type')).toBe('text/x-component')
  expect(await payload.text()).toContain('"h1"')
})
