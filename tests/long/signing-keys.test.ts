import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { messagesOf } from '../support/html-form'
import { allPageVisits, names, page, visitAll } from '../support/page-visits'
import {
  ADMIN,
  expireAccessToken,
  MEMBER,
  readSession,
  type Stack,
  signedIn,
  startStack,
  writeSession,
} from '../support/stack'

const REFRESH = 'POST /auth/v1/token?grant_type=refresh_token'
const USER = 'GET /auth/v1/user'
const isKeys = (path: string) => path.endsWith('/.well-known/jwks.json')

const keyOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

describe('a rotated signing key', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())
  beforeEach(() => stack.proxy.reset())

  /** The responses to this many tabs of a browser, each of which shows the user's address. */
  async function open(jar: BrowserJar, times: number): Promise<string[]> {
    const tabs = Array.from({ length: times }, () => jar.copy())
    const responses = await Promise.all(
      tabs.map(async (tab) => {
        const response = await tab.fetch('/private')
        return `${response.status} ${(await response.text()).includes(MEMBER.email)}`
      }),
    )
    for (const [name, value] of tabs[0]?.cookies ?? []) jar.cookies.set(name, value)
    return [...new Set(responses)]
  }

  it('in the middle of a session changes nothing; the next refresh is signed with the new key', async () => {
    const jar = await signedIn(stack, MEMBER)
    const before = keyOf(readSession(jar, stack.cookieName).access_token)
    expect(await open(jar, 3)).toEqual(['200 true'])
    await stack.backend.rotateSigningKey({ revoke: false })
    expect(await open(jar, 3)).toEqual(['200 true'])
    expect(stack.proxy.count(REFRESH)).toBe(0)

    expireAccessToken(jar, stack.cookieName)
    expect(await open(jar, 20)).toEqual(['200 true'])
    expect(stack.proxy.count(REFRESH)).toBe(1)
    expect(keyOf(readSession(jar, stack.cookieName).access_token)).not.toBe(before)
    expect(await open(jar, 3)).toEqual(['200 true'])
  })

  it('that is revoked signs no one out: one refresh for all tabs', async () => {
    const jar = await signedIn(stack, MEMBER)
    expect(await open(jar, 3)).toEqual(['200 true'])
    await stack.backend.rotateSigningKey({ revoke: true })
    stack.proxy.reset()
    expect(await open(jar, 20)).toEqual(['200 true'])
    expect(stack.proxy.count(REFRESH)).toBe(1)
    expect(await open(jar, 3)).toEqual(['200 true'])
    expect(stack.proxy.count(REFRESH)).toBe(1)
  })

  it('that is revoked ends a session without a valid refresh token', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.backend.sql('delete from auth.refresh_tokens where token = $1', [
      readSession(jar, stack.cookieName).refresh_token,
    ])
    await stack.backend.rotateSigningKey({ revoke: true })
    const response = await jar.fetch('/private')
    expect([response.status, jar.cookies.size]).toEqual([307, 0])
  })

  it('that is revoked keeps everyone signed in while the refresh gets no clear response', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.backend.rotateSigningKey({ revoke: true })
    const before = new Map(jar.cookies)
    await stack.proxy.fault(html(403, (path) => path.includes('/token')))
    expect((await jar.fetch('/private')).status).toBe(503)
    expect(jar.cookies).toEqual(before)
    await stack.proxy.fault(null)
    expect(await open(jar, 1)).toEqual(['200 true'])
  })
})

describe('invalid tokens', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())

  const ACCESS = [
    '',
    'junk',
    'a.b.c',
    'a b',
    'e\n.y.z',
    'eyJ.eyJ.',
    'ж.ж.ж',
    'eyJhbGciOiJFUzI1NiJ9.nonsense.nonsense',
  ]
  const REFRESH_TOKENS = ['junk', 'a'.repeat(500), 'not-the-right-form!', 'aaaaaaaaaaaa', 'ж']

  it.each(ACCESS)('the session is refreshed if the access token is %j', async (access_token) => {
    const jar = await signedIn(stack, MEMBER)
    writeSession(jar, stack.cookieName, { ...readSession(jar, stack.cookieName), access_token })
    const response = await jar.fetch('/private')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(MEMBER.email)
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it.each(ACCESS.flatMap((access) => REFRESH_TOKENS.map((refresh) => [access, refresh])))(
    'the session ends if the tokens are %j and %j',
    async (access_token, refresh_token) => {
      const jar = await signedIn(stack, MEMBER)
      const session = readSession(jar, stack.cookieName)
      writeSession(jar, stack.cookieName, { ...session, access_token, refresh_token })
      const response = await jar.fetch('/private')
      expect([response.status, jar.cookies.size]).toEqual([307, 0])
      expect((await jar.fetch('/')).status).toBe(200)
    },
  )

  it.each(REFRESH_TOKENS)(
    'the session ends once its access token has expired and the refresh token is %j',
    async (refresh_token) => {
      const jar = await signedIn(stack, MEMBER)
      const session = readSession(jar, stack.cookieName)
      writeSession(jar, stack.cookieName, { ...session, refresh_token, expires_at: 1 })
      const response = await jar.fetch('/private')
      expect([response.status, jar.cookies.size]).toEqual([307, 0])
    },
  )
})

describe('published keys that cannot be fetched', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())

  it.each([
    ['a broken gateway', html(502, isKeys)],
    ['a hanging one', { kind: 'hang', only: isKeys } as const],
  ])('change nothing: a page, the API (%s)', async (_what, fault) => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault(fault)
    const responses = await Promise.all([jar.fetch('/private'), jar.fetch('/api/me')])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    await stack.heal()
  })
})

describe.each([
  ['an asymmetric key', {}],
  ['a shared secret', { hs256: true }],
])('a project that signs with %s', (_how, options) => {
  let stack: Stack
  let jar: BrowserJar
  beforeAll(async () => {
    stack = await startStack({}, options)
    jar = await signedIn(stack, ADMIN)
  })
  afterAll(() => stack.close())

  it('serves a page with one call for the user, and with two if it shows account details', async () => {
    const pages = (await allPageVisits(stack, jar)).filter(
      ({ kind, path }) => kind === 'page' && path !== '/unavailable',
    )
    expect(pages.length).toBeGreaterThan(30)
    stack.proxy.reset()
    await jar.fetch('/private')
    expect(stack.proxy.count(USER)).toBe(1)
    const userCalls: [string, number][] = []
    for (const visit of pages) {
      stack.proxy.reset()
      const [seen] = await visitAll(jar, [visit])
      if (!seen) throw new Error('No answer.')
      expect(names([seen])).toEqual([expect.stringMatching(/: (200|307|404)$/)])
      expect([visit.name, messagesOf(seen.text)]).toEqual([
        visit.name,
        expect.not.stringMatching(/right now/),
      ])
      userCalls.push([visit.path, stack.proxy.count(USER)])
    }
    expect(userCalls.filter(([, count]) => count > 2)).toEqual([])
    const others = stack.proxy.calls.filter(
      ({ method, path }) => path.startsWith('/auth/') && method !== 'GET',
    )
    expect(others).toEqual([])
    expect((await visitAll(jar, [page('/private')]))[0]?.response.status).toBe(200)
  })
})
