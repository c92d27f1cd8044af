import { randomUUID } from 'node:crypto'
import { secretKey } from 'supabase-embedded'
import { startSiteverify } from 'supabase-embedded/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import { MEMBER, MENTOR, type Stack, signedIn, startStack } from '../support/stack'

const PASSWORD = 'a long and quiet password'
const NO_EMAILS = 'We can’t send emails right now. Try again in an hour, or sign in another way.'

const signUpFields = (email: string): [string, string][] => [
  ['email', email],
  ['name', 'Jane'],
  ['password', PASSWORD],
  ['passwordRepeat', PASSWORD],
  ['terms', 'on'],
]

const locationOf = (stack: Stack, response: Response) =>
  response.headers.get('location')?.replace(stack.app.url, '')

/** All parts of a response that a client could compare. */
async function seen(stack: Stack, path: string, fields: [string, string][]) {
  const response = await sendForm(new BrowserJar(stack.app.url), path, fields)
  return {
    status: response.status,
    to: locationOf(stack, response),
    messages: messagesOf(await response.text()),
  }
}

describe('an app', () => {
  const smtp: { delayMs: number; quota?: number | undefined } = { delayMs: 0 }
  let stack: Stack
  // Restarted for each test: a recorded quota outlives a test.
  beforeEach(async () => {
    Object.assign(smtp, { delayMs: 0, quota: undefined })
    stack = await startStack({}, { smtp })
  })
  afterEach(() => stack.close())

  it('gives everyone the same response when the project’s email quota is used up', async () => {
    smtp.quota = 0
    expect((await seen(stack, '/forgot-password', [['email', 'unknown@example.com']])).to).toBe(
      '/check-email',
    )
    // The one difference: the first request for an address that would be emailed.
    expect((await seen(stack, '/forgot-password', [['email', MEMBER.email]])).messages).toBe(NO_EMAILS)
    const callsBefore = stack.proxy.count(/POST \/auth\/v1\/(recover|otp|signup|resend)/)
    for (const [path, fields] of [
      ['/forgot-password', [['email', 'unknown@example.com']]],
      ['/magic-link', [['email', 'unknown@example.com']]],
      ['/magic-link', [['email', MENTOR.email]]],
      ['/signup', signUpFields('new@example.com')],
      ['/signup', signUpFields(MENTOR.email)],
      ['/error?reason=link-expired', [['email', 'unknown@example.com']]],
    ] as [string, [string, string][]][]) {
      expect((await seen(stack, path, fields)).messages, path).toBe(NO_EMAILS)
    }
    expect(stack.proxy.count(/POST \/auth\/v1\/(recover|otp|signup|resend)/)).toBe(callsBefore)

    const jar = await signedIn(stack, MEMBER)
    const moved = await sendForm(jar, '/account/email', [['email', 'moved@example.com']])
    expect(messagesOf(await moved.text())).toBe(NO_EMAILS)
  })

  it('gives everyone the same response when the SMTP server fails', async () => {
    const failed = { code: 500, error_code: 'unexpected_failure', msg: 'Error sending recovery email' }
    await stack.proxy.fault(json(500, failed, (path) => path.startsWith('/auth/v1/recover')))
    const NOT_SENT = 'We can’t send emails right now. Try again in a few minutes, or sign in another way.'
    // The one difference: the first request for an address that would be emailed.
    expect((await seen(stack, '/forgot-password', [['email', MEMBER.email]])).messages).toBe(NOT_SENT)
    await stack.proxy.fault(null)
    stack.proxy.reset()
    for (const [path, fields] of [
      ['/forgot-password', [['email', 'unknown@example.com']]],
      ['/magic-link', [['email', 'unknown@example.com']]],
      ['/magic-link', [['email', MENTOR.email]]],
      ['/signup', signUpFields('new@example.com')],
      ['/signup', signUpFields(MENTOR.email)],
      ['/error?reason=link-expired', [['email', 'unknown@example.com']]],
    ] as [string, [string, string][]][]) {
      expect((await seen(stack, path, fields)).messages, path).toBe(NOT_SENT)
    }
    const jar = await signedIn(stack, MEMBER)
    const moved = await sendForm(jar, '/account/email', [['email', MENTOR.email]])
    expect(messagesOf(await moved.text())).toBe(NOT_SENT)
    expect(stack.proxy.count(/(POST|PUT) \/auth\/v1\/(recover|otp|signup|resend|user)/)).toBe(0)
    const signIn = await sendForm(new BrowserJar(stack.app.url), '/login', [
      ['email', MEMBER.email],
      ['password', MEMBER.password],
    ])
    expect(locationOf(stack, signIn)).toBe('/private')
  })

  it('says in a change of address that the SMTP server fails', async () => {
    const failed = { code: 500, error_code: 'unexpected_failure', msg: 'Error sending email change email' }
    const jar = await signedIn(stack, MEMBER)
    const form = await fillForm(jar, '/account/email', [['email', 'moved@example.com']])
    const isChange = (path: string, method: string) => method === 'PUT' && path.startsWith('/auth/v1/user')
    await stack.proxy.fault(json(500, failed, isChange))
    const moved = await postForm(jar, '/account/email', form)
    await stack.proxy.fault(null)
    expect(messagesOf(await moved.text())).toMatch(/^We can’t send emails right now/)
  })

  it('does not mistake a gateway’s error for a sent email', async () => {
    await stack.proxy.fault(json(429, { message: 'API rate limit exceeded' }))
    for (const path of ['/forgot-password', '/magic-link'])
      expect((await seen(stack, path, [['email', MEMBER.email]])).messages).toMatch(
        /^Too many attempts\. Wait/,
      )
    expect((await seen(stack, '/signup', signUpFields('new@example.com'))).messages).toMatch(
      /^Too many attempts\. Wait/,
    )
  })

  it('gives ten simultaneous sign-ups with a new address the same response', async () => {
    smtp.delayMs = 100
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => seen(stack, '/signup', signUpFields('ten@example.com'))),
    )
    expect(responses.map(({ to }) => to)).toEqual(Array(10).fill('/check-email'))
    await stack.mailbox.latest({ to: 'ten@example.com' })
    expect(await stack.mailbox.count({ to: 'ten@example.com' })).toBe(1)
  })

  it('does not reveal that an account is banned', async () => {
    await stack.backend.sql(
      `update auth.users set banned_until = now() + interval '1 day' where email = $1`,
      [MENTOR.email],
    )
    const signIn = (email: string, password: string) =>
      seen(stack, '/login', [
        ['email', email],
        ['password', password],
      ])
    const wrong = await signIn(MEMBER.email, 'not the password')
    expect(await signIn(MENTOR.email, 'not the password')).toEqual(wrong)
    expect(await signIn(MENTOR.email, MENTOR.password)).toEqual(wrong)
    expect(wrong.messages).toContain('contact us')
  })
})

describe('a sign-up with a captcha and a known address', () => {
  let siteverify: Awaited<ReturnType<typeof startSiteverify>>
  beforeAll(async () => {
    siteverify = await startSiteverify()
  })
  afterAll(() => siteverify.close())

  async function signUpAgain(env: Record<string, string>) {
    const stack = await startStack(
      { NEXT_PUBLIC_TURNSTILE_SITE_KEY: '1x00000000000000000000AA', ...env },
      { captcha: siteverify.captcha },
    )
    const jar = new BrowserJar(stack.app.url)
    const response = await sendForm(jar, '/signup', [
      ...signUpFields(MEMBER.email),
      ['cf-turnstile-response', `human-${randomUUID()}`],
    ])
    expect(locationOf(stack, response)).toBe('/check-email')
    return { stack, page: await (await jar.fetch('/check-email')).text() }
  }

  it('emails its owner if there is a secret key', async () => {
    const { stack, page } = await signUpAgain({ SUPABASE_SECRET_KEY: secretKey })
    expect(page).toContain('We sent an email to')
    await stack.mailbox.latest({ to: MEMBER.email })
    await stack.close()
  })

  it('promises no email if there is none', async () => {
    const { stack, page } = await signUpAgain({})
    expect(page).toContain('doesn’t have an account yet, we sent it an email')
    await stack.close()
  })
})
