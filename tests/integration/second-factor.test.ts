import { beforeEach, describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { wrongVerificationCode } from '../support/authenticator'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import {
  type Authenticator,
  codeOf,
  enrollAuthenticator,
  signedInWithSecondFactor,
} from '../support/second-factor'
import { type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

/** A new user with an authenticator app, and a browser that has passed the first factor alone. */
async function enrolled(): Promise<{ user: StackUser; app: Authenticator; jar: BrowserJar }> {
  const user = await newUserEmail(stack)
  const app = await enrollAuthenticator(stack, user)
  return { user, app, jar: await signedIn(stack, user) }
}

/** Signs in with the password, in a browser without a session. It then has a device cookie. */
async function signsIn(jar: BrowserJar, { email, password }: StackUser): Promise<BrowserJar> {
  await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
  const fields = [
    ['email', email],
    ['password', password],
  ] as const
  expect((await sendForm(jar, '/login', fields)).status).toBe(303)
  return jar
}

/** The failures of the second factor in a user's audit log, the oldest first. */
const failuresOf = async ({ email }: StackUser) => {
  const rows = await stack.backend.sql<{ reason: string }>(
    `select reason from public.audit_log
     where type = 'mfa.failed' and user_id = (select id from auth.users where email = $1) order by id`,
    [email],
  )
  return rows.map(({ reason }) => reason)
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const isOpen = async (jar: BrowserJar) => (await jar.fetch('/private')).status === 200

describe('the code of an authenticator app', () => {
  it('opens the page that was requested', async () => {
    const { jar, app } = await enrolled()
    const path = '/mfa?redirectedFrom=%2Faccount%3Fa%3Db'
    const response = await sendForm(jar, path, [['verificationCode', codeOf(app)]])
    expect(leadsTo(response)).toEqual([303, '/account?a=b'])
    expect((await jar.fetch('/account?a=b')).status).toBe(200)
    expect((await jar.fetch('/api/me')).status).toBe(200)
    expect(leadsTo(await jar.fetch('/mfa'))).toEqual([307, '/private'])
  })

  it('leads to no other site', async () => {
    const { jar, app } = await enrolled()
    const form = await fillForm(jar, '/mfa?redirectedFrom=//evil.example', [
      ['verificationCode', codeOf(app)],
    ])
    expect(leadsTo(await postForm(jar, '/mfa', form))).toEqual([303, '/private'])
  })

  it.each([
    ['', 'Enter the 6-digit code from your authenticator app.'],
    ['12345', 'Enter the 6-digit code from your authenticator app.'],
    ['abcdef', 'Enter the 6-digit code from your authenticator app.'],
  ])('is refused at its field where it is none: %j', async (code, message) => {
    const { jar } = await enrolled()
    const response = await sendForm(jar, '/mfa', [['verificationCode', code]])
    expect(messagesOf(await response.text())).toContain(message)
    expect(stack.proxy.count('POST /auth/v1/factors')).toBe(0)
  })

  it('is refused where it is incorrect, and is not sent back', async () => {
    const { jar, app } = await enrolled()
    const wrong = wrongVerificationCode(app.secret)
    const response = await sendForm(jar, '/mfa', [['verificationCode', wrong]])
    const text = await response.text()
    expect(text).toContain('This code is incorrect or has expired.')
    expect(text).not.toContain(wrong)
    expect(await isOpen(jar)).toBe(false)
  })

  it('works once, also in two browsers at the same time', async () => {
    const { user, jar, app } = await enrolled()
    const other = await signedIn(stack, user)
    const code = codeOf(app)
    const forms = await Promise.all(
      [jar, other].map((browser) => fillForm(browser, '/mfa', [['verificationCode', code]])),
    )
    const [first, second] = await Promise.all([
      postForm(jar, '/mfa', forms[0] ?? new FormData()),
      postForm(other, '/mfa', forms[1] ?? new FormData()),
    ])
    // The Auth server ends the other browser's session, which has not passed the second factor.
    expect([first, second].filter(({ headers }) => headers.get('location') === '/private')).toHaveLength(1)
    expect([await isOpen(jar), await isOpen(other)].sort()).toEqual([false, true])
    const third = await signedIn(stack, user)
    const replayed = await sendForm(third, '/mfa', [['verificationCode', code]])
    expect(await replayed.text()).toContain('This code was already used.')
    expect(await isOpen(third)).toBe(false)
  })

  it('of another user’s app is refused', async () => {
    const mine = await enrolled()
    const theirs = await enrolled()
    const form = await fillForm(mine.jar, '/mfa', [
      ['verificationCode', codeOf(theirs.app)],
      ['factorId', theirs.app.factorId],
    ])
    const response = await postForm(mine.jar, '/mfa', form)
    expect(await response.text()).toContain('This authenticator app no longer exists.')
    expect(await isOpen(mine.jar)).toBe(false)
  })

  it('is in the activity of the account if it is incorrect', async () => {
    const { user, app } = await enrolled()
    const owner = await signedInWithSecondFactor(stack, user, app)
    await sendForm(await signedIn(stack, user), '/mfa', [
      ['verificationCode', wrongVerificationCode(app.secret)],
    ])
    await expect.poll(() => failuresOf(user)).toEqual(['incorrect_code'])
    const activity = await (await owner.fetch('/account/activity')).text()
    expect(activity).toContain('Two-factor authentication failed')
    expect(activity).toContain('incorrect code')
  })

  it('is not checked after five incorrect ones, whichever session sends it', async () => {
    const { user, app } = await enrolled()
    const wrong = wrongVerificationCode(app.secret)
    const guess = async (code: string) => {
      const jar = await signedIn(stack, user)
      return { jar, response: await sendForm(jar, '/mfa', [['verificationCode', code]]) }
    }
    for (let times = 0; times < 5; times += 1) expect((await guess(wrong)).response.status).toBe(200)
    const { jar, response } = await guess(codeOf(app))
    expect(response.status).toBe(429)
    expect(await response.text()).toContain('or use a recovery code')
    expect(await isOpen(jar)).toBe(false)
    await expect
      .poll(() => failuresOf(user))
      .toEqual([...Array(4).fill('incorrect_code'), 'too_many_attempts'])
    expect((await sendForm(jar, '/mfa', [['verificationCode', wrong]])).status).toBe(429)
    expect(await failuresOf(user)).toHaveLength(5)
  })

  it('is not checked after five incorrect ones in a browser that signs in with the password again and again', async () => {
    const { user, app } = await enrolled()
    const owner = await signsIn(new BrowserJar(stack.app.url), user)
    await sendForm(owner, '/mfa', [['verificationCode', codeOf(app)]])
    const wrong = wrongVerificationCode(app.secret)
    let attacker = new BrowserJar(stack.app.url)
    const statuses: number[] = []
    for (let guess = 0; guess < 6; guess += 1) {
      attacker = await signsIn(attacker, user)
      statuses.push((await sendForm(attacker, '/mfa', [['verificationCode', wrong]])).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    // The browser that has passed the second factor before has attempts of its own, which a sign-in does not renew.
    for (let guess = 0; guess < 5; guess += 1) {
      await signsIn(owner, user)
      expect((await sendForm(owner, '/mfa', [['verificationCode', wrong]])).status).toBe(200)
    }
    expect((await sendForm(owner, '/mfa', [['verificationCode', codeOf(app, 1)]])).status).toBe(429)
  })

  it('opens the account in a browser that has passed before, while others have used up their attempts', async () => {
    const { user, app } = await enrolled()
    const owner = await signsIn(new BrowserJar(stack.app.url), user)
    expect((await sendForm(owner, '/mfa', [['verificationCode', codeOf(app)]])).status).toBe(303)
    const wrong = wrongVerificationCode(app.secret)
    for (let guess = 0; guess < 6; guess += 1)
      await sendForm(await signedIn(stack, user), '/mfa', [['verificationCode', wrong]])
    await signsIn(owner, user)
    const response = await sendForm(owner, '/mfa', [['verificationCode', codeOf(app, 1)]])
    expect(leadsTo(response)).toEqual([303, '/private'])
  })

  it('is not lost to an outage: the same one works afterwards', async () => {
    const { jar, app } = await enrolled()
    const form = await fillForm(jar, '/mfa', [['verificationCode', codeOf(app)]])
    await stack.proxy.fault(json(503, {}, (path) => path.includes('/factors/')))
    const during = await postForm(jar, '/mfa', form)
    await stack.heal()
    expect(await during.text()).toContain('Try again in a moment.')
    expect(leadsTo(await postForm(jar, '/mfa', form))).toEqual([303, '/private'])
  })

  it('re-authenticates', async () => {
    const { user, app } = await enrolled()
    const jar = await signedInWithSecondFactor(stack, user, app)
    await advanceOneHourIn(jar, stack)
    const path = '/account/reauthenticate?redirectedFrom=%2Faccount%2Femail'
    expect(leadsTo(await jar.fetch('/account/two-factor/authenticator'))[0]).toBe(307)
    const response = await sendForm(jar, path, [['verificationCode', codeOf(app, 1)]])
    expect(leadsTo(response)).toEqual([303, '/account/email'])
    expect((await jar.fetch('/account/two-factor/authenticator')).status).toBe(200)
  })

  it('is required again by the session that a new email address starts', async () => {
    const { user, app } = await enrolled()
    const jar = await signedInWithSecondFactor(stack, user, app)
    const page = '/account/email'
    const newEmail = `new-${user.email}`
    await sendForm(jar, page, [['email', newEmail]])
    const subject = 'Confirm your new email address'
    const confirm = async (to: string) => {
      const { code } = await stack.mailbox.latest({ to, subject })
      return await sendForm(jar, page, [['code', code ?? '']])
    }
    expect((await confirm(newEmail)).status).toBe(200)
    const to = `/mfa?${new URLSearchParams({ redirectedFrom: `${page}?notice=changed` })}`
    expect(leadsTo(await confirm(user.email))).toEqual([303, to])
    expect(leadsTo(await sendForm(jar, to, [['verificationCode', codeOf(app, 1)]]))).toEqual([
      303,
      `${page}?notice=changed`,
    ])
  })
})
