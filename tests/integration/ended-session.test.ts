import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { expireAccessToken, MEMBER, MENTOR, readSession, signedIn, writeSession } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { insertUsers } from '../support/users'

const stack = suiteStack()

const TO_LOGIN = '/login?redirectedFrom=%2Fprivate%3Fx%3D1&notice=session-ended'

async function expectSignedOut(jar: BrowserJar) {
  const response = await jar.fetch('/private?x=1')
  expect(response.status).toBe(307)
  expect(response.headers.get('location')).toBe(TO_LOGIN)
  expect(await response.text()).not.toContain(MEMBER.email)
  expect([...jar.cookies.keys()].filter((name) => name.startsWith(stack.cookieName))).toEqual([])
  const login = await jar.fetch(TO_LOGIN)
  expect(login.status).toBe(200)
  expect(await login.text()).toContain('Your session has ended.')
}

/** A confirmed user for this test only. */
async function newUser(): Promise<typeof MEMBER> {
  const email = `gone-${crypto.randomUUID()}@example.com`
  await insertUsers(stack.backend.sql, [email])
  return { ...MEMBER, email }
}

describe('an ended session is noticed at once, although its access token is still valid', () => {
  it('after it was revoked', async () => {
    const user = await newUser()
    const jar = await signedIn(stack, user)
    expect((await jar.fetch('/private')).status).toBe(200)
    await stack.backend.sql(
      `delete from auth.sessions where user_id = (select id from auth.users where email = $1)`,
      [user.email],
    )
    await expectSignedOut(jar)
  })

  it('after the user was deleted', async () => {
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await stack.backend.sql('delete from auth.users where email = $1', [user.email])
    await expectSignedOut(jar)
  })
})

describe('a session whose refresh is rejected', () => {
  it('ends with a clear message instead of an error', async () => {
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await stack.backend.sql('delete from auth.refresh_tokens where session_id = $1', [sessionIdOf(jar)])
    expireAccessToken(jar, stack.cookieName)
    await expectSignedOut(jar)
  })

  it('ends after the user was banned', async () => {
    const user = await newUser()
    const jar = await signedIn(stack, user)
    await stack.backend.sql(
      `update auth.users set banned_until = now() + interval '1 day' where email = $1`,
      [user.email],
    )
    expireAccessToken(jar, stack.cookieName)
    await expectSignedOut(jar)
  })

  it('leaves a public page accessible', async () => {
    const jar = await signedIn(stack, MEMBER)
    const session = readSession(jar, stack.cookieName)
    writeSession(jar, stack.cookieName, { ...session, refresh_token: 'aaaaaaaaaaaa', expires_at: 1 })
    const response = await jar.fetch('/')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Create an account')
    expect(jar.cookies.size).toBe(0)
  })
})

function sessionIdOf(jar: BrowserJar): string {
  const payload = readSession(jar, stack.cookieName).access_token.split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).session_id
}

describe('a forged access token', () => {
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const later = () => Math.floor(Date.now() / 1000) + 3600

  const FORGERIES: [string, (own: string, other: string) => Promise<string> | string][] = [
    ['with the algorithm none', (own) => new UnsecuredJWT({ ...claimsOf(own), exp: later() }).encode()],
    [
      'signed with a different secret',
      (own) =>
        new SignJWT({ ...claimsOf(own), exp: later() })
          .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
          .sign(new TextEncoder().encode('super-secret-jwt-token-with-at-least-32-characters-long')),
    ],
    ['without its signature', (own) => `${own.split('.').slice(0, 2).join('.')}.`],
    [
      'with the claims of another user and the original signature',
      (own, other) => [own.split('.')[0], other.split('.')[1], own.split('.')[2]].join('.'),
    ],
    [
      'with the subject of another user and a future expiry',
      (own, other) => {
        const claims = { ...claimsOf(own), sub: claimsOf(other).sub, exp: later() }
        return [
          own.split('.')[0],
          Buffer.from(JSON.stringify(claims)).toString('base64url'),
          own.split('.')[2],
        ].join('.')
      },
    ],
    ['that is no token', () => 'eyJhbGciOiJFUzI1NiJ9.nonsense.nonsense'],
  ]

  it.each(FORGERIES)(
    '%s has no access beyond the user’s session, through its refresh token',
    async (_name, forge) => {
      const user = await newUser()
      const own = await signedIn(stack, user)
      const other = readSession(await signedIn(stack, MENTOR), stack.cookieName)
      const session = readSession(own, stack.cookieName)
      const access_token = await forge(session.access_token, other.access_token)
      writeSession(own, stack.cookieName, { ...session, access_token, expires_at: later() })
      const alone = own.copy()
      writeSession(alone, stack.cookieName, {
        access_token,
        refresh_token: 'aaaaaaaaaaaa',
        expires_at: later(),
      })
      await expectSignedOut(alone)

      const response = await own.fetch('/private?x=1')
      const page = await response.text()
      expect([response.status, page.includes(user.email)]).toEqual([200, true])
      expect(page).not.toContain(MENTOR.email)
      const after = claimsOf(readSession(own, stack.cookieName).access_token)
      expect(after.sub).toBe(claimsOf(session.access_token).sub)
    },
  )

  it('a forged user next to a valid token is ignored', async () => {
    const jar = await signedIn(stack, MEMBER)
    const other = readSession(await signedIn(stack, MENTOR), stack.cookieName)
    writeSession(jar, stack.cookieName, { ...readSession(jar, stack.cookieName), user: other.user })
    const page = await (await jar.fetch('/private')).text()
    expect(page).toContain(MEMBER.email)
    expect(page).not.toContain(MENTOR.email)
  })
})

describe('an invalid session cookie', () => {
  const encode = (value: unknown) => `base64-${Buffer.from(JSON.stringify(value)).toString('base64url')}`
  const name = 'sb-127-auth-token'
  const JUNK: [string, Record<string, string>][] = [
    ['nothing', { [name]: '' }],
    ['a word', { [name]: 'junk' }],
    ['a prefix alone', { [name]: 'base64-' }],
    ['broken base64', { [name]: 'base64-%%%' }],
    ['base64 of no JSON', { [name]: 'base64-bm90IGpzb24' }],
    ['bytes that are no text', { [name]: 'base64-_____w' }],
    ['null', { [name]: encode(null) }],
    ['a number', { [name]: encode(7) }],
    ['an array', { [name]: encode([]) }],
    ['an empty object', { [name]: encode({}) }],
    ['tokens that are numbers', { [name]: encode({ access_token: 1, refresh_token: 2, expires_at: 9e9 }) }],
    ['null tokens', { [name]: encode({ access_token: null, refresh_token: null, expires_at: null }) }],
    ['no refresh token', { [name]: encode({ access_token: 'a.b.c', refresh_token: '', expires_at: 1 }) }],
    [
      'an expiry that is not a time',
      { [name]: encode({ access_token: 'a.b.c', refresh_token: 'r', expires_at: 'soon' }) },
    ],
    ['a gap in the chunks', { [`${name}.0`]: 'base64-eyJh', [`${name}.2`]: 'x' }],
    ['a last chunk alone', { [`${name}.4`]: 'x' }],
    ['200 chunks', Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${name}.${n}`, 'eyJh']))],
    ['plain JSON with a prototype', { [name]: encodeURIComponent('{"__proto__":{"access_token":"a"}}') }],
  ]

  it.each(JUNK)('%s is cleared and causes no error', async (_name, cookies) => {
    const home = await new BrowserJar(stack.app.url, Object.entries(cookies)).fetch('/')
    expect(home.status).toBe(200)

    const jar = new BrowserJar(stack.app.url, Object.entries(cookies))
    const { response, path } = await jar.open('/private')
    expect(response.status).toBe(200)
    expect(path).toMatch(/^\/login/)
    expect([...jar.cookies.keys()]).toEqual([])
  })

  it('does not clear cookies of other projects', async () => {
    const jar = new BrowserJar(stack.app.url, [
      ['sb-otherproject-auth-token', encode({ access_token: 'x' })],
      ['theme', 'dark'],
    ])
    await jar.open('/private')
    expect([...jar.cookies.keys()]).toEqual(['sb-otherproject-auth-token', 'theme'])
  })
})
