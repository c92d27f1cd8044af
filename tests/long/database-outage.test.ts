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
  page,
  visitAll,
  visitPage,
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

const ofData = (path: string) => path.startsWith('/rest/v1/')
/** What is answered by the Auth server alone and would be done. */
const NEEDS_NO_DATABASE = ['/account/sessions']

/** Whether a form asks for something that the database would keep. */
const saves = ({ path, fields }: Visit) =>
  routeAccess(path) !== 'guest' &&
  fields.some((name) => ['note', 'title', 'name', 'reason', 'takeReason', 'endReason'].includes(name))

describe.each<[string, Fault]>([
  ['breaks off', { kind: 'reset', only: ofData }],
  ['hangs', { kind: 'hang', only: ofData }],
  ['answers 500', json(500, { code: 'XX000', message: 'upstream-detail' }, ofData)],
  ['answers HTML with 200', html(200, ofData)],
  ['answers an object for rows', json(200, { row: 'upstream-detail' }, ofData)],
])('the database %s', (_title, fault) => {
  it('every page has its frame and says so, every form comes back as it was typed', async () => {
    const before = await tableContents(stack.backend.sql, { auth: false })
    await stack.proxy.fault(fault)
    const asked = visits.filter(({ kind, path }) => kind !== 'action' || !NEEDS_NO_DATABASE.includes(path))
    const seen = await visitAll(browser, asked)
    const ready = await visitPage(browser, page('/api/ready'))
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
    for (const { visit, text } of seen.filter(
      ({ visit }) => visit.kind === 'page' && SHOWS_ROWS.test(visit.path),
    ))
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
      // No one knows who is an admin then, so without JavaScript the form is not there to hold what was typed.
      if (visit.path.startsWith('/admin')) continue
      const typed = new RegExp(`value="${TYPED_VALUES}"|<textarea[^>]*>\\n?${TYPED_VALUES}</textarea>`)
      expect([visit.name, typed.test(text)]).toEqual([visit.name, true])
    }
    expect(ready.response.status).toBe(503)
    expect(await tableContents(stack.backend.sql, { auth: false })).toEqual(before)
    await isSignedInAgain(browser)
  })
})

it('a form that no one else sends is answered too before its sender gives up', async () => {
  const visit = visits.find(({ path, fields }) => path === '/account' && fields.includes('name'))
  if (!visit) throw new Error('The account has no form for the name.')
  await stack.proxy.fault({ kind: 'hang', only: ofData })
  const { text, ms } = await visitPage(browser, visit)
  await stack.heal()
  expect(messagesOf(text)).toMatch(/Try again/)
  expect(ms).toBeLessThan(HANG_MS)
})

const SHOWS_ROWS = /^\/(private|community|admin|account\/(sessions|password|activity))(\/|$)/
