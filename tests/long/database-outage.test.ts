import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { routeAccess } from '@/utils/auth/routes'
import type { Visit } from '../support/addresses-and-forms'
import type { BrowserJar } from '../support/browser-jar'
import { type Fault, html, json } from '../support/faults'
import { messagesOf, TYPED_VALUES } from '../support/html-form'
import {
  allPageVisits,
  goesToLogin,
  isSignedInAgain,
  names,
  visitAll,
  visitPage,
  waitUntilNotReady,
} from '../support/page-visits'
import { ADMIN, type Stack, signedIn, startStack } from '../support/stack'
import { tableContents } from '../support/table-contents'
import { HANG_MS } from '../support/timeouts'

let stack: Stack
let visits: Visit[]
let browser: BrowserJar

beforeAll(async () => {
  stack = await startStack()
  browser = await signedIn(stack, ADMIN)
  visits = await allPageVisits(stack, browser)
})
afterAll(() => stack.close())
afterEach(() => stack.proxy.fault(null))

const toData = (path: string) => path.startsWith('/rest/v1/')
/** Forms that only the Auth server processes: they would succeed. */
const NEEDS_NO_DATABASE = ['/account/sessions']
/** Forms of protected pages whose text goes to the Auth server instead of the database. Every other form has to report a failure. */
const SENT_TO_AUTH = [
  '/account/email',
  '/account/password',
  '/account/reauthenticate',
  '/account/data/delete',
  '/account/passkeys',
  '/account/sign-in-methods',
  '/account/two-factor/authenticator',
]

/** Whether a form sends text that the database would store. */
const saves = ({ path, kind, fields }: Visit) =>
  kind === 'action' &&
  fields.length > 0 &&
  !fields.includes('picture') &&
  (routeAccess(path) === 'protected' || path.startsWith('/community')) &&
  !SENT_TO_AUTH.includes(path)

/**
 * Protected pages that show no rows to a user without a second factor, or lead to another page. Every other one has to report a
 * failure.
 */
const SHOWS_NO_ROWS = [
  ...SENT_TO_AUTH.filter((path) => path !== '/account/password'),
  '/account',
  '/account/data',
  '/account/guest',
  '/account/two-factor',
  '/account/two-factor/recovery-codes',
  '/linked',
  '/mfa',
  '/mfa/recovery-code',
]

const showsRows = ({ kind, path }: Visit) =>
  kind === 'page' &&
  (routeAccess(path) === 'protected' || path.startsWith('/community')) &&
  !SHOWS_NO_ROWS.includes(path)

describe.each<[string, Fault]>([
  ['breaks off', { kind: 'reset', only: toData }],
  ['hangs', { kind: 'hang', only: toData }],
  ['answers 500', json(500, { code: 'XX000', message: 'upstream-detail' }, toData)],
  ['answers HTML with 200', html(200, toData)],
  ['answers an object for rows', json(200, { row: 'upstream-detail' }, toData)],
])('the database %s', (_title, fault) => {
  it('every page is rendered and reports the failure, and every form keeps its text', async () => {
    const before = await tableContents(stack.backend.sql, { auth: false })
    await stack.proxy.fault(fault)
    const selected = visits.filter(({ kind, path }) => kind !== 'action' || !NEEDS_NO_DATABASE.includes(path))
    const seen = await visitAll(browser, selected)
    const ready = await waitUntilNotReady(browser)
    await stack.heal()

    expect(
      names(seen.filter(({ response }) => ![200, 303, 307, 400, 404, 405, 503].includes(response.status))),
    ).toEqual([])
    expect(
      names(seen.filter(({ visit, response }) => visit.kind === 'page' && response.status >= 400)),
    ).toEqual(['GET /unavailable: 503'])
    expect(names(seen.filter(goesToLogin))).toEqual([])
    expect(names(seen.filter(({ ms }) => ms > HANG_MS))).toEqual([])
    expect(names(seen.filter(({ text }) => /upstream-detail/.test(text)))).toEqual([])
    for (const { visit, text } of seen.filter(({ visit }) => showsRows(visit)))
      expect([visit.name, messagesOf(text)]).toEqual([
        visit.name,
        expect.stringMatching(/right now.*Try again/),
      ])
    const saved = seen.filter(({ visit }) => saves(visit))
    expect(saved.length).toBeGreaterThan(5)
    for (const { visit, text } of saved) {
      expect([visit.name, messagesOf(text)]).toEqual([
        visit.name,
        expect.stringMatching(/right now|Try again/),
      ])
      // Permissions are unknown then, so without JavaScript the page has no form to keep the text.
      if (/^\/admin\//.test(`${visit.path}/`)) continue
      const typed = new RegExp(`value="${TYPED_VALUES}"|<textarea[^>]*>\\n?${TYPED_VALUES}</textarea>`)
      expect([visit.name, typed.test(text)]).toEqual([visit.name, true])
    }
    expect(ready.response.status).toBe(503)
    expect(await tableContents(stack.backend.sql, { auth: false })).toEqual(before)
    await isSignedInAgain(browser)
  })
})

it('a form sent on its own gets a response in time, too', async () => {
  const visit = visits.find(({ path, fields }) => path === '/account' && fields.includes('name'))
  if (!visit) throw new Error('The account has no form for the name.')
  await stack.proxy.fault({ kind: 'hang', only: toData })
  const { text, ms } = await visitPage(browser, visit)
  await stack.heal()
  expect(messagesOf(text)).toMatch(/Try again/)
  expect(ms).toBeLessThan(HANG_MS)
})
