import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { routeAccess } from '@/utils/auth/routes'
import type { Visit } from '../support/addresses-and-forms'
import { BrowserJar } from '../support/browser-jar'
import { type Fault, html, json } from '../support/faults'
import { fillForm, messagesOf, postForm } from '../support/html-form'
import {
  allPageVisits,
  goesToLogin,
  isSignedInAgain,
  names,
  type PageResult,
  page,
  SIGN_OUT,
  visitAll,
  visitPage,
  waitUntilNotReady,
} from '../support/page-visits'
import { ADMIN, expireAccessToken, MEMBER, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'

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
const UNAVAILABLE = 'We can’t reach the sign-in service right now. Try again in a moment.'

let stack: Stack
let visits: Visit[]
let jars: Record<(typeof TOKENS)[number], BrowserJar>
/** The forms of signed-out users, filled in before the outage. */
let formsOfGuests: { path: string; body: FormData }[]

beforeAll(async () => {
  stack = await startStack()
  jars = { valid: await signedIn(stack, ADMIN), expired: await signedIn(stack, ADMIN) }
  visits = await allPageVisits(stack, jars.valid)
  formsOfGuests = await fillFormsOfGuests()
})
afterAll(async () => {
  await stack.close()
  // biome-ignore lint/suspicious/noConsole: the measured times are printed.
  console.table(measured)
})
afterEach(() => stack.proxy.fault(null))

const measured: Record<string, string | number>[] = []

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

/** No form says that the password is incorrect or loses the address. */
async function expectTryLater(title: string, fault: Fault): Promise<void> {
  await Promise.all(
    formsOfGuests.map(async ({ path, body }) => {
      const start = performance.now()
      const answer = await postForm(new BrowserJar(stack.app.url), path, body)
      const text = await answer.text()
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      // A response that looks like the Auth server's has its own error message.
      const spoken = fault.kind === 'answer' && [400, 429].includes(fault.status)
      if (!spoken && title !== 'answers wrong JSON')
        expect([path, messagesOf(text)]).toEqual([path, UNAVAILABLE])
      expect(messagesOf(text)).not.toMatch(/Incorrect email or password/)
      if (answer.status === 200) expect(text).toContain(`value="${MEMBER.email}"`)
    }),
  )
}

describe.each(FAULTS)('Supabase %s', (title, fault) => {
  it.each(TOKENS)('%s token: no one is signed out, sent to sign-in, or left waiting', async (token) => {
    const browser = jars[token]
    if (token === 'expired') expireAccessToken(browser, stack.cookieName)
    const before = new Map(browser.cookies)
    await stack.proxy.fault(fault)
    stack.proxy.reset()

    const home = await visitPage(browser, page('/'))
    const signsOut = page(SIGN_OUT, { method: 'POST', headers: { origin: browser.origin } })
    const others = [page('/private?x=1'), page('/api/me'), signsOut, ...visits]
    const tryingLater = token === 'valid' ? expectTryLater(title, fault) : undefined
    const [protectedPage, api, signOut, ...rest] = await visitAll(browser, others)
    if (!protectedPage || !api || !signOut) throw new Error('No answer.')
    await tryingLater
    const ready = await waitUntilNotReady(browser)
    const calls = stack.proxy.count()
    const health = await visitPage(new BrowserJar(browser.origin, browser.cookies), page('/api/health'))
    expect(stack.proxy.count()).toBe(calls)
    await stack.heal()
    const back = await isSignedInAgain(browser)

    const seen = [home, protectedPage, api, ...rest]
    const cleared = seen.filter(({ jar }) => !sameCookies(jar.cookies, before))
    const toLogin = seen.filter(goesToLogin)
    const slow = [...seen, ready, signOut].filter(({ ms }) => ms > HANG_MS)
    measured.push({
      Supabase: title,
      token,
      requests: seen.length,
      'signed out': cleared.length,
      'sent to login': toLogin.length,
      'left waiting': slow.length,
      'slowest, ms': Math.round(Math.max(...seen.map(({ ms }) => ms))),
      'home, ms': Math.round(home.ms),
      'signed in again after, ms': Math.round(back),
    })
    expect(names(cleared)).toEqual([])
    expect(names(toLogin)).toEqual([])
    expect(names(slow)).toEqual([])

    expect(home.response.status).toBe(200)
    expect(home.text).toContain('Create an account')
    expect(protectedPage.response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(protectedPage.response.headers.get('cache-control')).toMatch(/^private.*no-store/)
    expect(protectedPage.text).toContain('Temporarily unavailable')
    expect(protectedPage.text).toContain('href="/private?x=1"')
    expect([api.response.status, JSON.parse(api.text).error.code]).toEqual([503, 'auth_unavailable'])
    expect(names(seen.filter(isWrong))).toEqual([])
    expect(names(seen.filter(({ text }) => text.includes(ADMIN.email)))).toEqual([])

    expect(ready.response.status).toBe(503)
    expect([health.response.status, health.text]).toEqual([200, '{"status":"ok"}'])
    expect(signOut.response.status).toBe(303)
    expect([...signOut.jar.cookies.keys()]).toEqual([])
  })
})

/** A protected page returns 503, any other what it can; nothing fails. */
function isWrong({ visit, response: { status } }: PageResult): boolean {
  const access = routeAccess(new URL(visit.path, stack.app.url).pathname)
  return access === 'protected' ? status !== 503 : status >= 500 && status !== 503
}

it('a signed-out user notices nothing', async () => {
  await stack.proxy.fault({ kind: 'hang' })
  const home = await visitPage(new BrowserJar(stack.app.url), page('/'))
  expect(home.response.status).toBe(200)
  const protectedPage = await visitPage(new BrowserJar(stack.app.url), page('/private'))
  expect(protectedPage.response.status).toBe(307)
})

it('a successful refresh is kept although the next call gets no response', async () => {
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

function sameCookies(one: Map<string, string>, other: Map<string, string>): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
}
