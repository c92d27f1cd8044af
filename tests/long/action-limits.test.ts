import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Limit, type LimiterName, type Limits, limits } from '@/utils/rate-limit/limits'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { type Action, actionCall, allActions } from '../support/routes'
import { sealCookie } from '../support/sealed-cookies'
import { COMPUTED } from '../support/source'
import { ADMIN, MEMBER, type Stack, signedIn, startStack } from '../support/stack'

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'

/** What a form sends for a limited attempt that comes to nothing. Each action takes the fields of its schema. */
function fieldsOf({ name, options }: Action, attempt: number): Record<string, string> {
  const isPublic = options.session === 'none'
  // A password that is rejected changes none; a sign-up has to send its email.
  const password = options.limiter === 'password' ? 'password123' : 'a long and quiet password'
  return {
    email: `nobody-${name}${isPublic ? '' : `-${attempt}`}@example.com`.toLowerCase(),
    name: 'Nobody',
    terms: 'on',
    code: '000000',
    kind: 'signup',
    password,
    passwordRepeat: password,
  }
}

const TOO_MANY = /Too many (incorrect codes|attempts|email requests)|We just emailed this address/

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ TRUSTED_PROXIES: '1' })
})
afterAll(() => stack.close())

const limited = allActions().filter(({ options }) => ![undefined, 'none'].includes(options.limiter as string))

/** The limiter of an action; the one that chooses among two counts a sign-up. */
const limiterOf = ({ options }: Action) =>
  (options.limiter === COMPUTED ? 'confirmation' : options.limiter) as LimiterName

it('there are public actions, and others, that are limited', () => {
  const sessions = limited.map(({ options }) => options.session)
  expect(new Set(sessions)).toEqual(new Set(['none', 'required', 'account', 'recovery']))
})

/** A browser that may send the form, in a session of its own. */
async function browserFor({ options }: Action): Promise<BrowserJar> {
  if (options.session === 'none') return new BrowserJar(stack.app.url)
  if (options.session !== 'recovery') return await signedIn(stack, MEMBER)
  const jar = new BrowserJar(stack.app.url)
  // From an address of its own: the emails requested from an unknown one are counted below.
  await sendForm(jar, '/forgot-password', [['email', ADMIN.email]], { 'x-forwarded-for': '203.0.113.9' })
  const { links } = await stack.mailbox.latest({ to: ADMIN.email })
  const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
  await jar.open(link.replace(stack.app.url, ''))
  return jar
}

async function send(browser: BrowserJar, action: Action, attempt: number): Promise<string> {
  const jar = browser.copy()
  // A change of address that is pending, and could be sent again.
  const pending = { userId: MEMBER_ID, email: `pending-${attempt}@example.com`, sentAt: 0 }
  jar.cookies.set('email-change', await sealCookie('email-change', pending))
  const path =
    action.options.session === 'none' || action.options.session === 'recovery' ? '/login' : '/account'
  const headers = { origin: stack.app.url, 'next-action': action.id }
  const body = actionCall(action, Object.entries(fieldsOf(action, attempt)))
  return await (await jar.fetch(path, { method: 'POST', body, headers })).text()
}

const all: Record<LimiterName, Limits> = limits({ apiCallsPerMinute: 600 })

/** How often at once. A pace lets one more through, the first that is paced. */
const most = (limit: Limit | undefined) => (limit ? limit.attempts + (limit.thenEveryS ? 1 : 0) : 0)

/** How often a browser that is not recognized, or a session, may do something at once. */
function allowedBy(limiter: LimiterName): number {
  const { session, account, 'account-and-address': narrowest } = all[limiter]
  return most(narrowest ?? session ?? account)
}

describe('more often than its limit allows, an action is refused', () => {
  it.each(limited.map((action) => [action.name, action] as const))('%s', async (_, action) => {
    const allowed = allowedBy(limiterOf(action))
    expect(allowed).toBeGreaterThan(1)

    const jar = await browserFor(action)
    for (let n = 1; n <= allowed; n += 1)
      expect([n, await send(jar, action, n)]).toEqual([n, expect.not.stringMatching(TOO_MANY)])
    stack.proxy.reset()
    expect(await send(jar, action, allowed + 1)).toMatch(TOO_MANY)
    const sent = stack.proxy.calls.filter(({ path }) =>
      /\/(token|verify|otp|recover|resend|signup)\b/.test(path),
    )
    expect(sent).toEqual([])
  })
})
