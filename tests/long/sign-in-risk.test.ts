import { startSiteverify } from 'supabase-embedded/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import { unsealCookie } from '../support/sealed-cookies'
import { codeOf, enrollAuthenticator } from '../support/second-factor'
import { type Stack, type StackUser, startStack } from '../support/stack'
import { newUserEmail } from '../support/users'

const SETTINGS = { SIGN_IN_RISK: 'on', EMAIL_FROM: 'Acme <no-reply@example.com>' }
const CHECK_EMAIL = '/check-email?notice=unusual-sign-in'
const BLOCKED = 'We blocked a sign-in to your account'

/** What Vercel's edge sends. */
const from = (country: string, latitude?: number, longitude?: number) => ({
  'x-vercel-forwarded-for': '203.0.113.9',
  'x-vercel-ip-country': country,
  ...(latitude !== undefined && { 'x-vercel-ip-latitude': String(latitude) }),
  ...(longitude !== undefined && { 'x-vercel-ip-longitude': String(longitude) }),
})
const PARIS = from('FR', 48.8566, 2.3522)
const TOKYO = from('JP', 35.6895, 139.6917)
/** Without coordinates, the speed is unknown. */
const JAPAN = from('JP')

let stack: Stack
const browser = () => new BrowserJar(stack.app.url)
const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

async function signIn(jar: BrowserJar, { email, password }: StackUser, headers: Record<string, string>) {
  const fields = [
    ['email', email],
    ['password', password],
  ] as const
  return await sendForm(jar, '/login', fields, headers)
}

const signOut = (jar: BrowserJar) =>
  jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })

/** Whether the browser has tokens; the verifier of an emailed link is none. */
const hasSession = ({ cookies }: BrowserJar) =>
  [...cookies.keys()].some((name) => name === stack.cookieName || name.startsWith(`${stack.cookieName}.`))

const sqlFor = <T>({ email }: StackUser, statement: string) =>
  stack.backend.sql<T>(statement.replaceAll('the_user', '(select id from auth.users where email = $1)'), [
    email,
  ])

const sessionsOf = async (user: StackUser) =>
  (await sqlFor<{ id: string }>(user, 'select id from auth.sessions where user_id = the_user')).length

/** The country of the last sign-in that the database stores. */
async function countryOf(user: StackUser): Promise<unknown> {
  const [row] = await sqlFor<{ sealed: string }>(
    user,
    'select sealed from private.sign_in_locations where user_id = the_user',
  )
  if (!row) return null
  return ((await unsealCookie('sign-in-location', row.sealed)) as { country: unknown }).country
}

/** A user who has just signed in from Paris. */
async function owner(): Promise<{ user: StackUser; jar: BrowserJar }> {
  const user = await newUserEmail(stack)
  const jar = browser()
  expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/private'])
  await expect.poll(() => countryOf(user)).toBe('FR')
  return { user, jar }
}

/** Enters the code of the email that the last sign-in has sent. */
async function enterCode(jar: BrowserJar, { email }: StackUser, headers: Record<string, string>) {
  const { code } = await stack.mailbox.latest({ to: email, subject: 'Your sign-in link' })
  return await sendForm(jar, '/check-email', [['code', code ?? '']], headers)
}

describe('on a platform that says where clients are', () => {
  beforeAll(async () => {
    stack = await startStack({ ...SETTINGS, VERCEL: '1' })
  })
  afterAll(() => stack.close())
  afterEach(() => stack.heal())

  it('a known device signs in, and so does a new one nearby', async () => {
    const { user, jar } = await owner()
    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/private'])
    expect(leadsTo(await signIn(browser(), user, PARIS))).toEqual([303, '/private'])
  })

  it('the correct password on a new device, impossibly far away, looks like an incorrect one', async () => {
    const { user, jar } = await owner()
    const unknown = { ...user, email: `unknown-${user.email}` }
    const responses = []
    for (const attempt of [user, { ...user, password: 'incorrect-password' }, unknown]) {
      const attacker = browser()
      const response = await signIn(attacker, attempt, TOKYO)
      const message = messagesOf(await response.text())
      responses.push([response.status, message, response.headers.getSetCookie(), hasSession(attacker)])
      expect(leadsTo(await attacker.fetch('/private'))[0]).toBe(307)
    }
    expect(responses[0]).toEqual([200, expect.stringContaining('reset your password by email'), [], false])
    expect(new Set(responses.map((response) => JSON.stringify(response))).size).toBe(1)
    expect(await sessionsOf(user)).toBe(1)

    await stack.mailbox.latest({ to: user.email, subject: BLOCKED })
    const activity = await (await jar.fetch('/account/activity')).text()
    expect(activity).toContain('correct password, but an unusual sign-in')
    expect(await countryOf(user)).toBe('FR')
  })

  it('its owner is told once an hour, and is not locked out', async () => {
    const { user, jar } = await owner()
    for (let times = 0; times < 2; times += 1) await signIn(browser(), user, TOKYO)
    await stack.mailbox.latest({ to: user.email, subject: BLOCKED })
    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/private'])
    expect(await stack.mailbox.count({ to: user.email, subject: BLOCKED })).toBe(1)

    const traveler = browser()
    expect(leadsTo(await sendForm(traveler, '/magic-link', [['email', user.email]], TOKYO))[0]).toBe(303)
    expect(leadsTo(await enterCode(traveler, user, TOKYO))).toEqual([303, '/private'])
    await expect.poll(() => countryOf(user)).toBe('JP')
    await signOut(traveler)
    expect(leadsTo(await signIn(traveler, user, TOKYO))).toEqual([303, '/private'])
  })

  it('a new device in another country needs an emailed code in addition to the password', async () => {
    const { user } = await owner()
    const jar = browser()
    const form = await fillForm(jar, '/login?redirectedFrom=%2Faccount', [['email', user.email]])
    form.set('password', user.password)
    expect(leadsTo(await postForm(jar, '/login', form, JAPAN))).toEqual([303, CHECK_EMAIL])
    expect([hasSession(jar), await sessionsOf(user)]).toEqual([false, 1])
    expect(await (await jar.fetch(CHECK_EMAIL)).text()).toContain('This sign-in looks unusual')
    expect(leadsTo(await jar.fetch('/private'))[0]).toBe(307)
    expect(leadsTo(await enterCode(jar, user, JAPAN))).toEqual([303, '/account'])
    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, JAPAN))).toEqual([303, '/private'])
  })

  it('a trusted device that travels impossibly fast needs the second factor, and is trusted no more', async () => {
    const user = await newUserEmail(stack)
    const app = await enrollAuthenticator(stack, user)
    const jar = browser()
    expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/mfa?redirectedFrom=%2Fprivate'])
    const form = await fillForm(jar, '/mfa', [['verificationCode', codeOf(app)]])
    form.set('trustDevice', 'on')
    expect(await countryOf(user)).toBe(null)
    expect(leadsTo(await postForm(jar, '/mfa', form, PARIS))).toEqual([303, '/private'])
    await expect.poll(() => countryOf(user)).toBe('FR')

    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/private'])
    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, TOKYO))).toEqual([303, '/mfa?redirectedFrom=%2Fprivate'])
    // The password alone does not make Tokyo the usual location.
    expect(await countryOf(user)).toBe('FR')
    await signOut(jar)
    expect(leadsTo(await signIn(jar, user, PARIS))).toEqual([303, '/mfa?redirectedFrom=%2Fprivate'])
  })

  it('no one signs in with a password while the last location is unavailable', async () => {
    const { user } = await owner()
    await stack.proxy.fault(json(503, {}, (path) => path.includes('last_sign_in_location')))
    const jar = browser()
    const response = await signIn(jar, user, TOKYO)
    expect([response.status, hasSession(jar)]).toEqual([200, false])
    expect(messagesOf(await response.text())).toContain('Try again in a moment.')
  })
})

describe('on any other platform', () => {
  beforeAll(async () => {
    stack = await startStack({ ...SETTINGS, TRUSTED_PROXIES: '1' })
  })
  afterAll(() => stack.close())

  it('a location that the client sends changes nothing, and is not stored', async () => {
    const user = await newUserEmail(stack)
    for (const forged of [PARIS, TOKYO, JAPAN])
      expect(leadsTo(await signIn(browser(), user, forged))).toEqual([303, '/private'])
    expect(await stack.backend.sql('select from private.sign_in_locations')).toEqual([])
  })

  it('a new device needs an emailed code after four failures', async () => {
    const user = await newUserEmail(stack)
    const known = browser()
    await signIn(known, user, {})
    for (let times = 0; times < 4; times += 1)
      await signIn(browser(), { ...user, password: 'incorrect-password' }, {})
    expect(leadsTo(await signIn(browser(), user, {}))).toEqual([303, CHECK_EMAIL])
    await signOut(known)
    expect(leadsTo(await signIn(known, user, {}))).toEqual([303, '/private'])
  })
})

describe('where captchas are in use', () => {
  let siteverify: Awaited<ReturnType<typeof startSiteverify>>
  beforeAll(async () => {
    siteverify = await startSiteverify()
    stack = await startStack(
      { ...SETTINGS, VERCEL: '1', NEXT_PUBLIC_TURNSTILE_SITE_KEY: '1x00000000000000000000AA' },
      { captcha: siteverify.captcha },
    )
  })
  afterAll(async () => {
    await stack.close()
    await siteverify.close()
  })

  /** What the widget adds to a form. */
  const captchaToken = () => `human-${crypto.randomUUID()}`
  const signInWithCaptcha = async (jar: BrowserJar, user: StackUser, headers: Record<string, string>) => {
    const { email, password } = user
    const fields = Object.entries({ email, password, 'cf-turnstile-response': captchaToken() })
    return await sendForm(jar, '/login', fields, headers)
  }

  async function ownerWithCaptcha(): Promise<StackUser> {
    const user = await newUserEmail(stack)
    expect(leadsTo(await signInWithCaptcha(browser(), user, PARIS))).toEqual([303, '/private'])
    await expect.poll(() => countryOf(user)).toBe('FR')
    return user
  }

  it('the code is emailed on request, because the password has used up the token', async () => {
    const user = await ownerWithCaptcha()
    const jar = browser()
    expect(leadsTo(await signInWithCaptcha(jar, user, JAPAN))).toEqual([303, CHECK_EMAIL])
    expect([hasSession(jar), await sessionsOf(user)]).toEqual([false, 1])
    expect(await (await jar.fetch(CHECK_EMAIL)).text()).toContain('select “Resend email”')
    const subject = 'Your sign-in link'
    expect(await stack.mailbox.count({ to: user.email, subject })).toBe(0)

    const resend = async (token: string) => {
      const form = await fillForm(jar, CHECK_EMAIL, [['cf-turnstile-response', token]], 'Resend email')
      return messagesOf(await (await postForm(jar, CHECK_EMAIL, form, JAPAN)).text())
    }
    expect(await resend('')).toContain('Wait for the check below to finish')
    expect(await resend(captchaToken())).toContain('a new email is on its way')
    expect(leadsTo(await enterCode(jar, user, JAPAN))).toEqual([303, '/private'])
    await expect.poll(() => countryOf(user)).toBe('JP')
  })

  it('impossibly far away, the correct password looks like an incorrect one', async () => {
    const user = await ownerWithCaptcha()
    const messages = []
    for (const attempt of [user, { ...user, password: 'incorrect-password' }]) {
      const attacker = browser()
      const response = await signInWithCaptcha(attacker, attempt, TOKYO)
      messages.push([response.status, messagesOf(await response.text()), hasSession(attacker)])
    }
    expect(messages[0]).toEqual([200, expect.stringContaining('reset your password by email'), false])
    expect(messages[1]).toEqual(messages[0])
    expect(await sessionsOf(user)).toBe(1)
  })
})
