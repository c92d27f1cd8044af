import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Limit, type LimiterName, type Limits, limits } from '@/utils/rate-limit/limits'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { type Action, actionCall, allActions } from '../support/routes'
import { sealCookie } from '../support/sealed-cookies'
import { ADMIN, MEMBER, MENTOR, type Stack, type StackUser, signedIn, startStack } from '../support/stack'

type Case = {
  limit: LimiterName
  /** Who sends it: someone without a session, with one, who forgot their password, or who waits for a change of address. */
  by: 'guest' | StackUser | { recovering: StackUser } | { changing: StackUser }
  fields: Record<string, string>
}

const isChanging = (by: Case['by']) => typeof by === 'object' && 'changing' in by

const ADMIN_ID = '10000000-0000-4000-8000-000000000003'
const WRONG = 'wrong password'
const COMMON = { password: 'password123', passwordRepeat: 'password123' }
const GOOD = { password: 'a long and quiet password', passwordRepeat: 'a long and quiet password' }
const NOBODY = (name: string) => ({ email: `nobody-${name}@example.com` })

/** Every action that may be sent only so often. Each account is used for one kind of limit once. */
const LIMITED: Record<string, Case> = {
  login: { limit: 'login', by: 'guest', fields: { ...NOBODY('login'), password: WRONG } },
  signup: {
    limit: 'signup',
    by: 'guest',
    fields: { ...NOBODY('signup'), name: 'Nobody', terms: 'on', ...GOOD },
  },
  sendMagicLink: { limit: 'email', by: 'guest', fields: NOBODY('magic-link') },
  forgotPassword: { limit: 'email', by: 'guest', fields: NOBODY('forgot-password') },
  resendMail: { limit: 'confirmation', by: 'guest', fields: { ...NOBODY('resend'), kind: 'signup' } },
  enterCode: { limit: 'code', by: 'guest', fields: { ...NOBODY('code'), code: '000000', kind: 'signup' } },
  resetPassword: { limit: 'password', by: { recovering: ADMIN }, fields: COMMON },
  changePassword: { limit: 'password', by: MEMBER, fields: COMMON },
  confirmWithPassword: { limit: 'reauthentication', by: MEMBER, fields: { password: WRONG } },
  confirmWithCode: { limit: 'own-code', by: MEMBER, fields: { code: '000000' } },
  confirmEmailChange: { limit: 'own-code', by: MENTOR, fields: { code: '000000' } },
  mailCode: { limit: 'own-email', by: MEMBER, fields: {} },
  changeEmail: { limit: 'new-address', by: MENTOR, fields: { email: 'new-address@example.com' } },
  resendEmailChange: { limit: 'new-address', by: { changing: ADMIN }, fields: {} },
}

/** Every other one, and why no one gains by sending it often. */
const UNLIMITED: Record<string, string> = {
  cancelReset: 'ends what this browser began',
  chooseTheme: 'sets a cookie',
  confirmEmailLink: 'its token of 128 bits is good once',
  cancelEmailChange: 'takes back what is limited',
  changeName: 'one row, one’s own',
  deleteAccount: 'once, with re-authentication',
  endOneSession: 'one’s own sessions',
  endOtherSessions: 'one’s own sessions',
  endAllSessions: 'one’s own sessions',
  removeMethod: 'the few there are, with re-authentication',
  addNote: 'what the database allows one person',
  changeNote: 'what the database allows one person',
  deleteNote: 'what there is',
  addEntry: 'what the database allows one person',
  deleteEntry: 'what there is',
  giveRole: 'by permission, and audited',
  takeRole: 'by permission, and audited',
  endSessions: 'by permission, and audited',
}

const TOO_MANY = /Too many (incorrect codes|attempts|email requests)|We just emailed this address/

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ TRUSTED_PROXIES: '1' })
})
afterAll(() => stack.close())

const actions = allActions()

it('every action is limited, or it is said why it need not be', () => {
  const names = actions.map(({ name }) => name).sort()
  expect(names).toEqual([...Object.keys(LIMITED), ...Object.keys(UNLIMITED)].sort())
})

async function browserOf(by: Case['by']): Promise<BrowserJar> {
  if (by === 'guest') return new BrowserJar(stack.app.url)
  if ('changing' in by) {
    const changing = await signedIn(stack, by.changing)
    const waiting = { userId: ADMIN_ID, email: 'waits@example.com', sentAt: 0 }
    changing.cookies.set('email-change', await sealCookie('email-change', waiting))
    return changing
  }
  if (!('recovering' in by)) return await signedIn(stack, by)
  const jar = new BrowserJar(stack.app.url)
  const { email } = by.recovering
  // From an address of its own: the emails of one that no one knows are counted below.
  await sendForm(jar, '/forgot-password', [['email', email]], { 'x-forwarded-for': '203.0.113.9' })
  const { links } = await stack.mail.latest({ to: email })
  const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
  await jar.open(link.replace(stack.app.url, ''))
  return jar
}

async function send(jar: BrowserJar, action: Action, fields: Record<string, string>): Promise<string> {
  const path = jar.cookies.has(stack.cookieName) ? '/account' : '/login'
  const headers = { origin: stack.app.url, 'next-action': action.id }
  const body = actionCall(action, Object.entries(fields))
  return await (await jar.copy().fetch(path, { method: 'POST', body, headers })).text()
}

const all: Record<LimiterName, Limits> = limits({ apiCallsPerMinute: 600 })

/** How often at once. A pace lets one more through, the first that is paced. */
const most = (limit: Limit | undefined) => (limit ? limit.attempts + (limit.thenEveryS ? 1 : 0) : 0)

/** How often a browser that no one knows, or someone who is signed in, may do something at once. */
function allowedBy(limiter: LimiterName, by: Case['by']): number {
  const { own, session, account, 'account-and-address': narrowest } = all[limiter]
  const persons = limiter === 'new-address' && !isChanging(by) ? most(own) : 0
  return persons + most(narrowest ?? session ?? account)
}

describe('more often than its limit allows, an action is refused', () => {
  it.each(Object.entries(LIMITED))('%s', async (name, { limit, by, fields }) => {
    const action = actions.find((candidate) => candidate.name === name)
    if (!action) throw new Error(`There is no action ${name}`)
    const allowed = allowedBy(limit, by)
    expect(allowed).toBeGreaterThan(1)

    const jar = await browserOf(by)
    for (let n = 1; n <= allowed; n += 1)
      expect([n, await send(jar, action, fields)]).toEqual([n, expect.not.stringMatching(TOO_MANY)])
    stack.proxy.reset()
    expect(await send(jar, action, fields)).toMatch(TOO_MANY)
    const sent = stack.proxy.calls.filter(({ path }) =>
      /\/(token|verify|otp|recover|resend|signup)\b/.test(path),
    )
    expect(sent).toEqual([])
  })
})
