import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, sendForm } from '../support/html-form'
import { ADMIN, MEMBER, MENTOR, readSession, type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const WRONG = 'Incorrect email or password. Check both and try again. If you still can’t sign in, contact us.'
const TOO_MANY = 'Too many attempts. Try again in 15 minutes, or get a sign-in link by email.'

const stack = suiteStack({ TRUSTED_PROXIES: '1', API_CALLS_PER_MINUTE: '5' })

/** A request as our proxy forwards it: the address that the client claims, then its real one. */
const from = (address: string, claimed = '') => ({
  'x-forwarded-for': claimed ? `${claimed}, ${address}` : address,
})

type Fields = [string, string][]

async function send(path: string, fields: Fields, headers: Record<string, string>, url = stack.app.url) {
  const jar = new BrowserJar(url)
  const response = await sendForm(jar, path, fields, headers)
  const page = await response.text()
  return {
    jar,
    page,
    messages: messagesOf(page),
    status: response.status,
    waitS: response.headers.get('retry-after'),
  }
}

const signIn = ({ email, password }: StackUser, headers: Record<string, string>, url = stack.app.url) =>
  send(
    '/login',
    [
      ['email', email],
      ['password', password],
    ],
    headers,
    url,
  )

const wrong = (user: StackUser): StackUser => ({ ...user, password: 'not the password' })
const entries = () =>
  stack.backend.sql<{ email: string }>(
    `select users.email from public.audit_log join auth.users on users.id = user_id
     where type = 'login.throttled' and reason = 'too_many_attempts' and result = 'failed'`,
  )

describe('five incorrect passwords for an account from one address', () => {
  const HERE = '203.0.113.5'
  let before: BrowserJar

  beforeAll(async () => {
    before = await signedIn(stack, MEMBER)
    for (let n = 1; n <= 5; n += 1) {
      const { status, waitS, messages } = await signIn(wrong(MEMBER), from(HERE, `198.51.100.${n}`))
      expect([status, waitS, messages]).toEqual([200, null, WRONG])
    }
  })

  it.each([
    ['a wrong password', wrong(MEMBER), from(HERE)],
    ['the right password', MEMBER, from(HERE)],
    ['the right password with a made-up address in front', MEMBER, from(HERE, '192.0.2.1')],
    ['the address in capitals', { ...MEMBER, email: ` ${MEMBER.email.toUpperCase()}` }, from(HERE)],
  ])('block %s: 429, with the time to try again', async (_what, user, headers) => {
    stack.proxy.reset()
    const { status, waitS, messages, page, jar } = await signIn(user, headers)
    expect([status, messages]).toEqual([429, TOO_MANY])
    expect(Number(waitS)).toBeGreaterThan(14 * 60)
    expect(Number(waitS)).toBeLessThanOrEqual(15 * 60)
    expect(page.includes(`value="${user.email}"`), 'the address is kept').toBe(true)
    expect(page.includes(user.password), 'the password is not').toBe(false)
    expect(jar.cookies.size).toBe(0)
    expect(stack.proxy.count('POST /auth/v1/token')).toBe(0)
  })

  it('do not block other accounts, other addresses, or an existing session', async () => {
    expect((await signIn(MENTOR, from(HERE))).status).toBe(303)
    expect((await signIn(MEMBER, from('203.0.113.6'))).status).toBe(303)
    const visit = await before.fetch('/private', { headers: from(HERE) })
    expect([visit.status, await visit.text()]).toEqual([200, expect.stringContaining(MEMBER.email)])
  })

  it('block an unknown address in the same way', async () => {
    const unknownUser = { ...wrong(MEMBER), email: 'unknown@example.com' }
    for (let n = 0; n < 5; n += 1) expect((await signIn(unknownUser, from(HERE))).messages).toBe(WRONG)
    const { status, waitS, messages } = await signIn(unknownUser, from(HERE))
    expect([status, messages]).toEqual([429, TOO_MANY])
    expect(Number(waitS)).toBeGreaterThan(14 * 60)
  })

  it('are in the audit log once', async () => {
    await expect.poll(entries).toEqual([{ email: MEMBER.email }])
  })
})

it('are reset by a correct password', async () => {
  const address = from('203.0.113.20')
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 4; n += 1) expect((await signIn(wrong(MENTOR), address)).status).toBe(200)
    expect((await signIn(MENTOR, address)).status).toBe(303)
  }
})

it('sent at once: five of twenty are checked', async () => {
  stack.proxy.reset()
  const attempts = Array.from({ length: 20 }, () => signIn(wrong(ADMIN), from('203.0.113.21')))
  const messages = (await Promise.all(attempts)).map((answer) => answer.messages)
  expect(messages.filter((text) => text === WRONG)).toHaveLength(5)
  expect(stack.proxy.count('POST /auth/v1/token')).toBe(5)
  expect((await signIn(ADMIN, from('203.0.113.21'))).status).toBe(429)
})

it('an attempt without a response from the Auth server is not a failure', async () => {
  const address = from('203.0.113.22')
  await stack.proxy.fault({ kind: 'refuse' })
  for (let n = 0; n < 6; n += 1) expect((await signIn(MENTOR, address)).status).toBe(200)
  await stack.proxy.fault(null)
  // The circuit breaker allows the first one after a while.
  await expect.poll(async () => (await signIn(MENTOR, address)).status).toBe(303)
})

describe('a server without client addresses', () => {
  let app: App
  beforeAll(async () => {
    const { apiUrl: supabaseUrl, publishableKey } = stack.backend
    app = await startApp({ supabaseUrl, publishableKey, env: { TRUSTED_PROXIES: '0' } })
  })
  afterAll(() => app.close())

  it('counts per account, whatever X-Forwarded-For says, and blocks no one else', async () => {
    for (let n = 1; n <= 5; n += 1)
      expect((await signIn(wrong(MEMBER), from(`198.51.100.${n}`), app.url)).status).toBe(200)
    expect((await signIn(MEMBER, from('198.51.100.9'), app.url)).status).toBe(429)
    expect((await signIn(MENTOR, from('198.51.100.9'), app.url)).status).toBe(303)
  })
})

describe('an emailed code', () => {
  it('is invalid after five incorrect ones from any client, even for the correct one', async () => {
    const { email } = ADMIN
    const jar = new BrowserJar(stack.app.url)
    await sendForm(jar, '/magic-link', [['email', email]], from('203.0.113.30'))
    const { code } = await stack.mailbox.latest({ to: email })
    const enter = async (digits: string, address: string) => {
      const response = await sendForm(jar, '/check-email', [['code', digits]], from(address))
      return [response.status, messagesOf(await response.text())]
    }
    for (let n = 1; n <= 5; n += 1)
      expect(await enter(code === '000000' ? '111111' : '000000', `203.0.113.${30 + n}`)).toEqual([
        200,
        expect.stringContaining('This code is incorrect'),
      ])
    expect(await enter(code ?? '', '203.0.113.40')).toEqual([
      429,
      'Too many incorrect codes. Open the link in your latest email, or try again in 10 minutes.',
    ])
  })
})

describe('emails and sign-ups', () => {
  const PASSWORD = 'a long and quiet password'
  const signUp = (email: string): Fields => [
    ['name', 'Jane'],
    ['email', email],
    ['password', PASSWORD],
    ['passwordRepeat', PASSWORD],
    ['terms', 'on'],
  ]

  const PACED =
    /^We just emailed this address\. Open the latest email, or request another in (\d+) minutes?\.$/

  it.each([
    ['/magic-link', 6, 3, (email: string): Fields => [['email', email]]],
    ['/forgot-password', 6, 3, (email: string): Fields => [['email', email]]],
    ['/signup', 4, 10, signUp],
  ])(
    'of %s for one address are %i at once, then one every %i minutes, whether known or not',
    async (path, atOnce, minutes, fields) => {
      const address = from(`203.0.113.${50 + path.length}`)
      const email = path === '/forgot-password' ? 'unknown@example.com' : `${path.slice(1)}@example.com`
      const sent = Array.from({ length: atOnce }, () => send(path, fields(email), address))
      expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(atOnce).fill(303))

      stack.proxy.reset()
      const { status, jar } = await send(path, fields(email), from('203.0.113.49'))
      expect(status).toBe(303)
      expect(stack.proxy.count()).toBe(0)
      const page = await (await jar.fetch('/check-email')).text()
      expect(Number(PACED.exec(messagesOf(page))?.[1])).toBe(minutes)
      expect([page.includes(email), page.includes('name="code"'), page.includes(PASSWORD)]).toEqual([
        true,
        true,
        false,
      ])
      const elsewhere = await send(path, fields(`other-${email}`), address)
      expect(messagesOf(await (await elsewhere.jar.fetch('/check-email')).text())).toBe('')
    },
  )

  it('from one address are sixty within 15 minutes, for any account; other clients are not affected', async () => {
    const fields = (n: number): Fields => [['email', `user-${n}@example.com`]]
    const address = from('203.0.113.48')
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, n) => send('/magic-link', fields(n), address)),
    )
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([303]))
    const { status, waitS, messages, page } = await send('/magic-link', fields(60), address)
    expect([status, messages]).toEqual([429, 'Too many email requests. Try again in 15 minutes.'])
    expect(Number(waitS)).toBeGreaterThan(14 * 60)
    expect(page.includes('user-60@example.com')).toBe(true)
    expect((await send('/magic-link', fields(60), from('203.0.113.47'))).status).toBe(303)
  })
})

describe('the API', () => {
  const call = (token: string, address: string) =>
    fetch(`${stack.app.url}/api/me`, { headers: { authorization: `Bearer ${token}`, ...from(address) } })
  const tokenOf = async (user: StackUser) =>
    readSession(await signedIn(stack, user), stack.cookieName).access_token

  async function expectTooMany(response: Response) {
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    const { error } = await response.json()
    expect(error).toEqual({ code: 'too_many_requests', message: expect.stringContaining('in 1 minute.') })
  }

  it('limits one user’s requests per minute, from all addresses together', async () => {
    const token = await tokenOf(MEMBER)
    for (let n = 1; n <= 5; n += 1) expect((await call(token, `203.0.113.${80 + n}`)).status).toBe(200)
    await expectTooMany(await call(token, '203.0.113.90'))
    expect((await call(await tokenOf(MENTOR), '203.0.113.90')).status).toBe(200)
  })

  it('limits the tokens from one address that it checks with the Auth server', async () => {
    const made = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.x'
    for (let n = 0; n < 10; n += 1) expect((await call(made, '203.0.113.91')).status).toBe(401)
    stack.proxy.reset()
    await expectTooMany(await call(made, '203.0.113.91'))
    expect(stack.proxy.count()).toBe(0)
  })
})
