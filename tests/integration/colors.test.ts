import { afterEach, expect, it } from 'vitest'
import { html, json } from '../support/faults'
import { messagesOf } from '../support/html-form'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'

const stack = suiteStack()
afterEach(() => stack.proxy.fault(null))

const NAMES = ['Amber', 'Indigo', 'Moss', 'Rust', 'Slate']
const READ = 'GET /rest/v1/colors'

async function visit() {
  const start = performance.now()
  const response = await fetch(`${stack.app.url}/colors`)
  const page = await response.text()
  const list = /<ul[^>]*>([\s\S]*?)<\/ul>/.exec(page)?.[1] ?? ''
  const names = [...list.matchAll(/<li[^>]*>([^<]*)<\/li>/g)].map(([, name]) => name)
  return { response, page, names, ms: performance.now() - start }
}

// The order matters: a result is cached.
it.each([
  ['refuses connections', { kind: 'refuse' } as const],
  ['hangs', { kind: 'hang' } as const],
  ['answers 500', json(500, { message: 'secret detail' })],
  ['answers 503', html(503)],
  ['answers HTML with 200', html(200)],
  ['has no rows', json(200, [])],
])(
  'while the database %s, the page shows an error and a retry, which are not cached',
  async (_name, fault) => {
    await stack.proxy.fault(fault)
    const { response, page, names, ms } = await visit()
    expect(response.status).toBe(200)
    expect(messagesOf(page)).toContain('The colors can’t be shown right now.')
    expect(page).toContain('href="/colors"')
    expect(page).not.toContain('secret detail')
    expect(names).toEqual([])
    expect(ms).toBeLessThan(HANG_MS)
  },
)

it('anyone can read five names without a cookie and without an Auth call', async () => {
  stack.proxy.reset()
  const { response, names } = await visit()
  expect(names).toEqual(NAMES)
  expect(response.headers.getSetCookie()).toEqual([])
  expect(stack.proxy.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([READ])
  expect(stack.proxy.calls[0]?.headers).not.toContain('cookie')
})

it('the names are read once for everyone and remain available during an outage', async () => {
  stack.proxy.reset()
  await stack.proxy.fault({ kind: 'hang' })
  const visits = await Promise.all(Array.from({ length: 10 }, visit))
  for (const { names } of visits) expect(names).toEqual(NAMES)
  expect(stack.proxy.count(READ)).toBe(0)
})

it('the publishable key alone can read them through the data API, and cannot change them', async () => {
  const { apiUrl, publishableKey } = stack.backend
  const headers = { apikey: publishableKey, 'content-type': 'application/json' }
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${apiUrl}/rest/v1/${path}`, { headers, ...init })
  const colors = await call('colors?select=name&order=name')
  expect(await colors.json()).toEqual(['Amber', 'Indigo', 'Moss', 'Rust', 'Slate'].map((name) => ({ name })))
  const body = JSON.stringify({ name: 'Plaid' })
  const writes = [
    await call('colors', { method: 'POST', body }),
    await call('colors?id=gt.0', { method: 'PATCH', body }),
    await call('colors?id=gt.0', { method: 'DELETE' }),
  ]
  expect(writes.map(({ status }) => status)).toEqual([401, 401, 401])
})
