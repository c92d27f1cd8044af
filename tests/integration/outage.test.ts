import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accessTo } from '@/utils/auth/routes'
import { BrowserJar } from '../support/browser-jar'
import { everyAddress, everyForm, type Visit } from '../support/everything'
import { type Fault, html, json } from '../support/faults'
import { fillForm, newsOf, postForm } from '../support/html-form'
import { ADMIN, expireAccessToken, MEMBER, type Stack, signedIn, startStack } from '../support/stack'

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

const TOKENS = ['valid', 'expired'] as const
const OWN_ID = '10000000-0000-4000-8000-000000000003'
const UNAVAILABLE = 'We cannot reach the sign-in service right now. Try again in a moment.'

let stack: Stack
let visits: Visit[]
let jars: Record<(typeof TOKENS)[number], BrowserJar>
/** What people without a session send, filled in while everything is well. */
let formsOfGuests: { path: string; body: FormData }[]

beforeAll(async () => {
  stack = await startStack()
  jars = { valid: await signedIn(stack, ADMIN), expired: await signedIn(stack, ADMIN) }
  const [note] = await stack.backend.sql<{ id: number }>(
    `insert into public.notes (user_id, note) values ($1, 'a note') returning id`,
    [OWN_ID],
  )
  const addresses = everyAddress({
    'notes/[id]': String(note?.id),
    'users/[id]': OWN_ID,
    'connect/[provider]': 'github',
    'oauth/[provider]': 'github',
    'confirm/[flow]': 'flow',
  }).filter(({ path }) => !WATCHED.includes(path))
  const pages = addresses.filter(({ kind }) => kind === 'page')
  const forms = await everyForm(pages, [jars.valid, new BrowserJar(stack.app.url)])
  visits = [...addresses, ...forms.filter(({ path }) => path !== SIGN_OUT)]
  formsOfGuests = await fillFormsOfGuests()
})
afterAll(async () => {
  await stack.close()
  // biome-ignore lint/suspicious/noConsole: what was measured is meant to be read.
  console.table(measured)
})
afterEach(() => stack.proxy.fault(null))

const SIGN_OUT = '/auth/signout'
const WATCHED = ['/api/health', '/api/ready']
const measured: Record<string, string | number>[] = []

type Seen = { visit: Visit; response: Response; text: string; ms: number; jar: BrowserJar }

/** Sends one request of a browser that nothing else changes. */
async function see(browser: BrowserJar, visit: Visit): Promise<Seen> {
  const jar = browser.copy()
  const start = performance.now()
  const response = await jar.fetch(visit.path, visit.init())
  const text = await response.text()
  return { visit, response, text, ms: performance.now() - start, jar }
}

const page = (path: string, init: RequestInit = {}): Visit => ({
  kind: 'page',
  name: path,
  path,
  init: () => init,
})

const goesToLogin = ({ response }: Seen) => (response.headers.get('location') ?? '').includes('/login')
const names = (seen: Seen[]) => seen.map(({ visit, response }) => `${visit.name}: ${response.status}`)

async function fillFormsOfGuests() {
  const password = 'a long password'
  const forms: [path: string, fields: [string, string][]][] = [
    [
      '/login',
      [
        ['email', MEMBER.email],
        ['password', MEMBER.password],
      ],
    ],
    [
      '/signup',
      [
        ['name', 'Ada'],
        ['email', MEMBER.email],
        ['password', password],
        ['passwordRepeat', password],
        ['terms', 'on'],
      ],
    ],
    ['/forgot-password', [['email', MEMBER.email]]],
    ['/magic-link', [['email', MEMBER.email]]],
    ['/check-email', [['email', MEMBER.email]]],
  ]
  const guest = new BrowserJar(stack.app.url)
  return await Promise.all(
    forms.map(async ([path, fields]) => ({ path, body: await fillForm(guest, path, fields) })),
  )
}

/** Nobody is told that the password is wrong, and nobody types the address again. */
async function expectTryLater(fault: Fault): Promise<void> {
  await Promise.all(
    formsOfGuests.map(async ({ path, body }) => {
      const start = performance.now()
      const answer = await postForm(new BrowserJar(stack.app.url), path, body)
      const text = await answer.text()
      expect(performance.now() - start).toBeLessThan(5000)
      const refused = fault.kind === 'answer' && [400, 429].includes(fault.status)
      if (!refused) expect([path, newsOf(text)]).toEqual([path, UNAVAILABLE])
      expect(newsOf(text)).not.toMatch(/password is not right/)
      if (answer.status === 200) expect(text).toContain(`value="${MEMBER.email}"`)
    }),
  )
}

/** How many milliseconds a browser has to wait until it is signed in again. Throws after 5 s. */
async function signedInAgain(jar: BrowserJar): Promise<number> {
  const start = performance.now()
  while (performance.now() - start < 5000) {
    const response = await jar.fetch('/private')
    if (response.status === 200 && (await response.text()).includes(ADMIN.email))
      return performance.now() - start
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Not signed in 5 s after the recovery.')
}

describe.each(FAULTS)('Supabase %s', (title, fault) => {
  it.each(TOKENS)(
    'with a token that is %s, nobody is signed out, sent to login or left waiting',
    async (token) => {
      const browser = jars[token]
      if (token === 'expired') expireAccessToken(browser, stack.cookieName)
      const before = new Map(browser.cookies)
      await stack.proxy.fault(fault)
      stack.proxy.reset()

      const home = await see(browser, page('/'))
      const [asked, api, ...rest] = await Promise.all(
        [page('/private?x=1'), page('/api/me'), ...visits].map((visit) => see(browser, visit)),
      )
      if (!asked || !api) throw new Error('No answer.')
      const seen = [home, asked, api, ...rest]
      expect(stack.proxy.count('/auth/v1/')).toBeLessThanOrEqual(2 * seen.length)
      const ready = await see(browser, page('/api/ready'))
      const calls = stack.proxy.count()
      const health = await see(browser, page('/api/health'))
      expect(stack.proxy.count()).toBe(calls)
      const signOut = await see(
        browser,
        page(SIGN_OUT, { method: 'POST', headers: { origin: browser.origin } }),
      )

      await stack.heal()
      const back = await signedInAgain(browser)

      const cleared = seen.filter(({ jar }) => !sameCookies(jar.cookies, before))
      const toLogin = seen.filter(goesToLogin)
      const slow = seen.filter(({ ms }) => ms > 5000)
      measured.push({
        Supabase: title,
        token,
        requests: seen.length,
        'signed out': cleared.length,
        'sent to login': toLogin.length,
        'over 5 s': slow.length,
        'slowest, ms': Math.round(Math.max(...seen.map(({ ms }) => ms))),
        'home, ms': Math.round(home.ms),
        'signed in again after, ms': Math.round(back),
      })
      expect(names(cleared)).toEqual([])
      expect(names(toLogin)).toEqual([])
      expect(names(slow)).toEqual([])

      expect(asked.response.status).toBe(503)
      expect(asked.response.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(asked.response.headers.get('cache-control')).toMatch(/^private.*no-store/)
      expect(asked.text).toContain('Back in a moment')
      expect(asked.text).toContain('href="/private?x=1"')
      expect([api.response.status, JSON.parse(api.text).error.code]).toEqual([503, 'auth_unavailable'])
      expect([home.response.status, home.ms < 1000]).toEqual([200, true])
      expect(home.text).toContain('Create an account')
      const isProtected = ({ visit }: Seen) =>
        accessTo(new URL(visit.path, 'http://x').pathname) === 'protected'
      expect(names(seen.filter((one) => isProtected(one) && one.response.status !== 503))).toEqual([])
      expect(names(seen.filter(({ response }) => response.status >= 500 && response.status !== 503))).toEqual(
        [],
      )
      expect(seen.filter(({ text }) => text.includes(ADMIN.email)).map(({ visit }) => visit.name)).toEqual([])

      expect([ready.response.status, ready.ms < 2000]).toEqual([503, true])
      expect([health.response.status, health.text]).toEqual([200, '{"status":"ok"}'])
      expect([signOut.response.status, signOut.ms < 5000]).toEqual([303, true])
      expect([...signOut.jar.cookies.keys()]).toEqual([])
    },
  )

  it('who signs in is told to try later', () => stack.proxy.fault(fault).then(() => expectTryLater(fault)))
})

function sameCookies(one: Map<string, string>, other: Map<string, string>): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
}
