import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Limit, type LimiterName, type Limits, limits } from '@/utils/rate-limit/limits'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { type Action, actionCall, allActions } from '../support/routes'
import { sealCookie } from '../support/sealed-cookies'
import { COMPUTED } from '../support/source'
import { ADMIN, MEMBER, type Stack, signedIn, startStack } from '../support/stack'

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'

/** The fields of a limited attempt that fails. Each action takes the fields of its schema. */
function fieldsOf({ name, options }: Action, attempt: number): Record<string, string> {
  const isPublic = options.session === 'none'
  // A rejected password changes nothing; a sign-up has to send its email.
  const password = options.limiter === 'password' ? 'password123' : 'a long and quiet password'
  return {
    email: `unknown-${name}${isPublic ? '' : `-${attempt}`}@example.com`.toLowerCase(),
    name: 'Jane',
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

/** The limiter of an action; for the one that chooses between two, that of a sign-up. */
const limiterOf = ({ options }: Action) =>
  (options.limiter === COMPUTED ? 'confirmation' : options.limiter) as LimiterName

it('public and protected actions have limiters', () => {
  const sessions = limited.map(({ options }) => options.session)
  expect(new Set(sessions)).toEqual(new Set(['none', 'required', 'account', 'recovery']))
})

/** A browser with its own session that may send the form. */
async function browserFor({ options }: Action): Promise<BrowserJar> {
  if (options.session === 'none') return new BrowserJar(stack.app.url)
  if (options.session !== 'recovery') return await signedIn(stack, MEMBER)
  const jar = new BrowserJar(stack.app.url)
  // From a separate address: the email requests of an unknown address are counted below.
  await sendForm(jar, '/forgot-password', [['email', ADMIN.email]], { 'x-forwarded-for': '203.0.113.9' })
  const { links } = await stack.mailbox.latest({ to: ADMIN.email })
  const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
  await jar.open(link.replace(stack.app.url, ''))
  return jar
}

async function send(browser: BrowserJar, action: Action, attempt: number): Promise<string> {
  const jar = browser.copy()
  // A pending change of address whose emails can be sent again.
  const pending = { userId: MEMBER_ID, email: `pending-${attempt}@example.com`, sentAt: 0 }
  jar.cookies.set('email-change', await sealCookie('email-change', pending))
  const path =
    action.options.session === 'none' || action.options.session === 'recovery' ? '/login' : '/account'
  const headers = { origin: stack.app.url, 'next-action': action.id }
  const body = actionCall(action, Object.entries(fieldsOf(action, attempt)))
  return await (await jar.fetch(path, { method: 'POST', body, headers })).text()
}

const all: Record<LimiterName, Limits> = limits({ apiCallsPerMinute: 600 })

/** The number of attempts at once. Pacing allows one more, which is delayed. */
const most = (limit: Limit | undefined) => (limit ? limit.attempts + (limit.thenEveryS ? 1 : 0) : 0)

/** The number of attempts for an unrecognized browser or a session. */
function allowedBy(limiter: LimiterName): number {
  const { session, account, 'account-and-address': narrowest } = all[limiter]
  return most(narrowest ?? session ?? account)
}

describe('an action is rate-limited', () => {
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
