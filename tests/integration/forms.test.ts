import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, sendForm } from '../support/html-form'
import { MEMBER } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

type Fields = [name: string, value: string | Blob][]

const newEmail = () => `form-${randomUUID()}@example.com`

function signupFields(email: string, change: Record<string, string | Blob | undefined> = {}): Fields {
  const fields = {
    name: 'Ada',
    email,
    password: 'a long password',
    passwordRepeat: 'a long password',
    terms: 'on',
    ...change,
  }
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  ) as Fields
}

async function send(path: string, fields: Fields) {
  const jar = new BrowserJar(stack.app.url)
  const response = await sendForm(jar, path, fields)
  return { jar, response, page: await response.text() }
}

/** A page without the parts that differ in every response: nonces, action keys, and submitted values. */
function comparable(page: string, typed: string): string {
  return page
    .replaceAll(typed, 'TYPED')
    .replace(/nonce=\\?"[^"\\]+\\?"/g, '')
    .replace(/"nonce\\?":\\?"[^"\\]+\\?"/g, '')
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<input type="hidden"[^>]*>/g, '')
}

describe('sign-in', () => {
  it('gives the same response to an unknown address and an incorrect password', async () => {
    const unknown = newEmail()
    const responses = []
    for (const email of [unknown, MEMBER.email]) {
      const { response, page, jar } = await send('/login', [
        ['email', email],
        ['password', 'not the password'],
      ])
      expect(messagesOf(page)).toBe(
        'Incorrect email or password. Check both and try again. If you still can’t sign in, contact us.',
      )
      expect(page).toContain(`value="${email}"`)
      expect(page).not.toContain('not the password')
      expect(jar.cookies.size).toBe(0)
      responses.push({ status: response.status, page: comparable(page, email) })
    }
    expect(responses[0]).toEqual(responses[1])
  })

  it('says that the service is unavailable, not that the password is incorrect', async () => {
    for (const fault of [{ kind: 'refuse' }, { kind: 'hang' }, { kind: 'reset' }] as const) {
      await stack.proxy.fault(fault)
      const start = performance.now()
      const { page } = await send('/login', [
        ['email', MEMBER.email],
        ['password', MEMBER.password],
      ])
      await stack.proxy.fault(null)
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect(messagesOf(page)).toBe('We can’t reach the sign-in service right now. Try again in a moment.')
      expect(page).toContain(`value="${MEMBER.email}"`)
    }
  })
})

describe('sign-up', () => {
  it('gives the same response to a new, an unconfirmed, and a known address', async () => {
    const unconfirmed = newEmail()
    await send('/signup', signupFields(unconfirmed))
    const responses = []
    for (const email of [newEmail(), unconfirmed, MEMBER.email, MEMBER.email]) {
      const { response, jar } = await send('/signup', signupFields(email))
      const next = await jar.fetch('/check-email')
      responses.push({
        status: response.status,
        location: response.headers.get('location'),
        cookies: [...jar.cookies.keys()]
          .map((name) => name.replace(/-flow-.*(?=-code-verifier$)/, ''))
          .sort(),
        page: comparable(await next.text(), email),
      })
    }
    expect(responses[0]).toMatchObject({
      status: 303,
      location: '/check-email',
      cookies: expect.arrayContaining(['email-flow', 'signup-nonce']),
    })
    for (const answer of responses) expect(answer).toEqual(responses[0])
  })

  it('emails the owner of a known address a sign-in link', async () => {
    await send('/signup', signupFields('example-admin@example.com'))
    const mailbox = await stack.mailbox.latest({ to: 'example-admin@example.com' })
    expect(mailbox.links.join()).toContain('type=magiclink')
  })

  it.each<[string, Record<string, string | Blob | undefined>, string[]]>([
    [
      'an empty form',
      { name: '', email: '', password: '', passwordRepeat: '', terms: undefined },
      ['name', 'email', 'password', 'passwordRepeat', 'terms'],
    ],
    ['no email address', { email: 'ada' }, ['email']],
    ['a file for an email address', { email: new Blob(['x']) }, ['email']],
    ['a megabyte of name', { name: 'x'.repeat(1_048_576) }, ['name']],
    ['a short password', { password: 'short', passwordRepeat: 'short' }, ['password']],
    ['a password over 72 bytes', { password: 'ü'.repeat(37), passwordRepeat: 'ü'.repeat(37) }, ['password']],
    ['two different passwords', { passwordRepeat: 'another password' }, ['passwordRepeat']],
    ['terms not agreed to', { terms: undefined }, ['terms']],
    ['control characters', { name: 'Ada\u0000' }, ['name']],
  ])('rejects %s at its field, without a call to the Auth server', async (_what, change, fields) => {
    const { response, page } = await send('/signup', signupFields('ada@example.com', change))
    expect(response.status).toBe(200)
    expect(messagesOf(page)).toContain('Check the highlighted fields and try again.')
    for (const field of ['name', 'email', 'password', 'passwordRepeat', 'terms']) {
      expect(page.includes(`-${field}-error"`)).toBe(fields.includes(field))
    }
    expect(page).not.toContain('a long password')
    expect(stack.proxy.calls.filter(({ path }) => path.startsWith('/auth/'))).toEqual([])
  })

  it('rejects a repeated field', async () => {
    const { page } = await send('/signup', [...signupFields('ada@example.com'), ['email', 'eve@example.com']])
    expect(page).toContain('-email-error"')
    expect(stack.proxy.count()).toBe(0)
  })

  it('shows markup as text', async () => {
    const { page } = await send('/signup', signupFields('ada', { name: '"><script>alert(1)</script>' }))
    expect(page).not.toContain('"><script>alert(1)')
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  })

  it('shows an error if the service is unavailable', async () => {
    await stack.proxy.fault({ kind: 'refuse' })
    const { page } = await send('/signup', signupFields('ada@example.com'))
    await stack.proxy.fault(null)
    expect(messagesOf(page)).toBe('We can’t reach the sign-in service right now. Try again in a moment.')
    expect(page).toContain('value="Ada"')
  })
})

describe('resending the confirmation', () => {
  it('gives the same response to every address', async () => {
    const unconfirmed = newEmail()
    await send('/signup', signupFields(unconfirmed))
    const pages = []
    for (const email of [newEmail(), unconfirmed, unconfirmed, MEMBER.email]) {
      const { page } = await send('/check-email', [['email', email]])
      expect(messagesOf(page)).toBe(
        'If this address still needs to be confirmed, a new email is on its way. Earlier links no longer work.',
      )
      pages.push(comparable(page, email))
    }
    for (const page of pages) expect(page).toBe(pages[0])
  })
})

describe('a body that is not one of our forms', () => {
  it.each<[string, RequestInit]>([
    [
      'two megabytes',
      { body: 'x'.repeat(2_000_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'broken multipart',
      { body: '--x\r\nnonsense', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    ],
    [
      'an unknown action',
      { body: '[]', headers: { 'next-action': 'a'.repeat(42), 'content-type': 'text/plain' } },
    ],
  ])('%s causes no error and shows no stack trace', async (_what, init) => {
    const response = await fetch(`${stack.app.url}/login`, {
      method: 'POST',
      ...init,
      headers: { ...init.headers, origin: stack.app.url },
    })
    expect(await response.text()).not.toMatch(/\.next\/server|at async|node_modules/)
    expect((await fetch(`${stack.app.url}/login`)).status).toBe(200)
  })
})

it('the log of these requests contains no password and no token', () => {
  const printed = stack.app.output()
  for (const secret of [
    'a long password',
    'not the password',
    MEMBER.password,
    'access_token',
    'refresh_token',
    'token_hash=',
  ]) {
    expect(printed).not.toContain(secret)
  }
})
