import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accessTo } from '@/utils/auth/routes'
import { BrowserJar } from '../support/browser-jar'
import { everyAddress, everyForm, type Visit } from '../support/everything'
import { type Fault, html, json } from '../support/faults'
import { fillForm, newsOf, postForm, TYPED } from '../support/html-form'
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

const AT_A_TIME = 25
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

/** The same for many requests, as many at a time as a busy browser makes. */
async function seeAll(browser: BrowserJar, wanted: Visit[]): Promise<Seen[]> {
  const left = [...wanted.entries()]
  const seen: Seen[] = []
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) seen[next[0]] = await see(browser, next[1])
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return seen
}

const page = (path: string, init: RequestInit = {}): Visit => ({
  kind: 'page',
  name: path,
  path,
  fields: [],
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
async function expectTryLater(title: string, fault: Fault): Promise<void> {
  await Promise.all(
    formsOfGuests.map(async ({ path, body }) => {
      const start = performance.now()
      const answer = await postForm(new BrowserJar(stack.app.url), path, body)
      const text = await answer.text()
      expect(performance.now() - start).toBeLessThan(5000)
      // What is clearly a word of the Auth server's, or looks like one, has words of its own.
      const spoken = fault.kind === 'answer' && [400, 429].includes(fault.status)
      if (!spoken && title !== 'answers wrong JSON') expect([path, newsOf(text)]).toEqual([path, UNAVAILABLE])
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
  it.each(TOKENS)('%s token: nobody is signed out, sent to login or left waiting', async (token) => {
    const browser = jars[token]
    if (token === 'expired') expireAccessToken(browser, stack.cookieName)
    const before = new Map(browser.cookies)
    await stack.proxy.fault(fault)
    stack.proxy.reset()

    const home = await see(browser, page('/'))
    const signsOut = page(SIGN_OUT, { method: 'POST', headers: { origin: browser.origin } })
    const others = [page('/private?x=1'), page('/api/me'), signsOut, ...visits]
    const tryingLater = token === 'valid' ? expectTryLater(title, fault) : undefined
    const [asked, api, signOut, ...rest] = await seeAll(browser, others)
    if (!asked || !api || !signOut) throw new Error('No answer.')
    await tryingLater
    const ready = await see(browser, page('/api/ready'))
    const calls = stack.proxy.count()
    const health = await see(new BrowserJar(browser.origin, browser.cookies), page('/api/health'))
    expect(stack.proxy.count()).toBe(calls)
    await stack.heal()
    const back = await signedInAgain(browser)

    const seen = [home, asked, api, ...rest]
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

    expect([home.response.status, home.ms < 1000]).toEqual([200, true])
    expect(home.text).toContain('Create an account')
    expect(asked.response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(asked.response.headers.get('cache-control')).toMatch(/^private.*no-store/)
    expect(asked.text).toContain('Back in a moment')
    expect(asked.text).toContain('href="/private?x=1"')
    expect([api.response.status, JSON.parse(api.text).error.code]).toEqual([503, 'auth_unavailable'])
    expect(names(seen.filter(isWrong))).toEqual([])
    expect(names(seen.filter(({ text }) => text.includes(ADMIN.email)))).toEqual([])

    expect([ready.response.status, ready.ms < 2000]).toEqual([503, true])
    expect([health.response.status, health.text]).toEqual([200, '{"status":"ok"}'])
    expect([signOut.response.status, signOut.ms < 5000]).toEqual([303, true])
    expect([...signOut.jar.cookies.keys()]).toEqual([])
  })
})

/** A protected address answers 503, any other as it can; nothing breaks. */
function isWrong({ visit, response: { status } }: Seen): boolean {
  const access = accessTo(new URL(visit.path, stack.app.url).pathname)
  return access === 'protected' ? status !== 503 : status >= 500 && status !== 503
}

it('an anonymous visitor notices nothing', async () => {
  await stack.proxy.fault({ kind: 'hang' })
  const home = await see(new BrowserJar(stack.app.url), page('/'))
  expect(home.response.status).toBe(200)
  const asked = await see(new BrowserJar(stack.app.url), page('/private'))
  expect(asked.response.status).toBe(307)
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

const ofData = (path: string) => path.startsWith('/rest/v1/')
/** What is answered by the Auth server alone and would be done. */
const NEEDS_NO_DATABASE = ['/account/sessions']

/** Whether a form asks for something that the database would keep. */
const saves = ({ path, fields }: Visit) =>
  accessTo(path) !== 'guest' &&
  fields.some((name) => ['note', 'title', 'name', 'reason', 'takeReason', 'endReason'].includes(name))

describe.each<[string, Fault]>([
  ['breaks off', { kind: 'reset', only: ofData }],
  ['hangs', { kind: 'hang', only: ofData }],
  ['answers 500', json(500, { code: 'XX000', message: 'secret detail' }, ofData)],
  ['answers HTML with 200', html(200, ofData)],
  ['answers an object for rows', json(200, { secret: 'detail' }, ofData)],
])('the database %s', (_title, fault) => {
  it('every page has its frame and says so, every form comes back as it was typed', async () => {
    const browser = jars.valid
    const before = await written()
    await stack.proxy.fault(fault)
    const asked = visits.filter(({ kind, path }) => kind !== 'action' || !NEEDS_NO_DATABASE.includes(path))
    const seen = await seeAll(browser, asked)
    const ready = await see(browser, page('/api/ready'))
    await stack.heal()

    expect(
      names(seen.filter(({ response }) => ![200, 303, 307, 400, 404, 405, 503].includes(response.status))),
    ).toEqual([])
    expect(
      names(seen.filter(({ visit, response }) => visit.kind === 'page' && response.status >= 400)),
    ).toEqual([])
    expect(names(seen.filter(goesToLogin))).toEqual([])
    expect(names(seen.filter(({ ms }) => ms > 5000))).toEqual([])
    expect(names(seen.filter(({ text }) => /secret/.test(text)))).toEqual([])
    for (const { visit, text } of seen.filter(
      ({ visit }) => visit.kind === 'page' && SHOWS_ROWS.test(visit.path),
    ))
      expect([visit.name, newsOf(text)]).toEqual([visit.name, expect.stringMatching(/right now.*Try again/)])
    const saved = seen.filter(({ visit }) => saves(visit))
    expect(saved.length).toBeGreaterThan(5)
    for (const { visit, text } of saved) {
      expect([visit.name, newsOf(text)]).toEqual([visit.name, expect.stringMatching(/right now|Try again/)])
      // Nobody knows who is an admin then, so without JavaScript the form is not there to hold what was typed.
      if (visit.path.startsWith('/admin')) continue
      const typed = new RegExp(`value="${TYPED}"|<textarea[^>]*>\\n?${TYPED}</textarea>`)
      expect([visit.name, typed.test(text)]).toEqual([visit.name, true])
    }
    expect(ready.response.status).toBe(503)
    expect(await written()).toEqual(before)
    await signedInAgain(browser)
  })
})

const SHOWS_ROWS = /^\/(private|community|admin|account\/(sessions|password|activity))(\/|$)/

async function written(): Promise<unknown> {
  const [row] = await stack.backend.sql<{ all: unknown }>(`select jsonb_build_object(
    'notes', (select jsonb_agg(notes) from public.notes), 'posts', (select jsonb_agg(posts) from public.posts),
    'materials', (select jsonb_agg(materials) from public.materials), 'profiles', (select jsonb_agg(profiles) from public.profiles),
    'announcements', (select jsonb_agg(announcements) from public.announcements),
    'roles', (select jsonb_agg(user_roles) from public.user_roles)
  ) as all`)
  return row?.all
}

describe('two hundred requests at once, Supabase hanging', () => {
  const anonymous = () => new BrowserJar(stack.app.url)
  const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(stack.app.pid)])) / 1024

  async function wave(): Promise<{ anonymous: Seen[]; asked: Seen[]; calls: number }> {
    await stack.proxy.fault({ kind: 'hang' })
    stack.proxy.reset()
    const asked = Promise.all(Array.from({ length: 200 }, () => see(jars.valid, page('/private'))))
    const seen: Seen[] = []
    for (let n = 0; n < 20; n += 1) seen.push(await see(anonymous(), page('/')))
    const all = { anonymous: seen, asked: await asked, calls: stack.proxy.count() }
    await stack.proxy.fault(null)
    return all
  }

  it('anonymous pages stay fast, everything is answered, memory comes back', async () => {
    const first = await wave()
    const before = memory()
    const waves = [first, await wave()]
    for (const { anonymous, asked } of waves) {
      expect(asked.map(({ response }) => response.status)).toEqual(Array(200).fill(503))
      expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(5000)
      const times = anonymous.map(({ ms }) => ms).sort((a, b) => a - b)
      expect(times[times.length / 2]).toBeLessThan(500)
    }
    expect(memory() / before).toBeLessThan(1.25)
  })

  it('a server that hangs is not asked by every request, and one that is back is asked again', async () => {
    await stack.proxy.fault({ kind: 'hang' })
    await Promise.all(Array.from({ length: 10 }, () => see(jars.valid, page('/private'))))
    stack.proxy.reset()
    const shed = await Promise.all(Array.from({ length: 50 }, () => see(jars.valid, page('/private'))))
    expect(shed.map(({ response }) => response.status)).toEqual(Array(50).fill(503))
    expect(stack.proxy.count()).toBeLessThanOrEqual(1)
    const { auth } = JSON.parse((await see(anonymous(), page('/api/ready'))).text)
    expect(auth).toEqual({ status: 'unavailable', breaker: expect.stringMatching(/^(open|half-open)$/) })
    await stack.heal()
    await signedInAgain(jars.valid)
    const ready = await see(anonymous(), page('/api/ready'))
    const well = { status: 'ok', breaker: 'closed' }
    expect([ready.response.status, JSON.parse(ready.text)]).toEqual([200, { auth: well, data: well }])
    expect(ready.response.headers.get('cache-control')).toBe('private, no-store')
  })
})

describe('SIGTERM', () => {
  it('answers what is in flight, takes nothing new, and ends in time', async () => {
    await stack.proxy.fault({ kind: 'slow', ms: 400 })
    stack.proxy.reset()
    const inFlight = Array.from({ length: 20 }, () => see(jars.valid, page('/private')))
    await expect.poll(() => stack.proxy.count('/auth/v1/user')).toBe(20)

    const start = performance.now()
    const ended = stack.app.close()
    await expect.poll(() => errorOf(stack.app.url)).toBe('ECONNREFUSED')
    const answered = await Promise.all(inFlight)
    expect(answered.map(({ response }) => response.status)).toEqual(Array(20).fill(200))
    for (const { text } of answered) expect(text).toContain(ADMIN.email)
    // 128 + 15: what Next exits with after an orderly end.
    expect(await ended).toBe(143)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

/** How a new connection fails; undefined when it does not. */
async function errorOf(url: string): Promise<string | undefined> {
  const request = get(url, { agent: false })
  const [outcome] = await Promise.race([once(request, 'response'), once(request, 'error')]).catch((error) => [
    error,
  ])
  request.destroy()
  return outcome.code
}

function sameCookies(one: Map<string, string>, other: Map<string, string>): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
}
