import { beforeEach, describe, expect, it } from 'vitest'
import { signedOutSession } from '@/utils/supabase/refresh-session'
import type { BrowserJar } from '../../support/browser-jar'
import { holding, newSession, REMOVAL, refresh, requests } from '../../support/refreshed-session'
import { SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const USER = 'GET /auth/v1/user'
const REFRESH = 'POST /auth/v1/token'
const REJECTED = { status: 403, body: { code: 'bad_jwt', message: 'invalid JWT' } }
const DOWN = { status: 503, body: {} }

beforeEach(() => supabaseStub.reset())

describe('without a session', () => {
  it('no call is made', async () => {
    expect((await refresh({ cookies: new Map() })).session).toEqual(signedOutSession())
    expect((await refresh({ cookies: new Map([['theme', 'dark']]) })).session).toEqual({
      status: 'signed-out',
      writes: [],
      headers: {},
    })
    expect(supabaseStub.requests).toEqual([])
  })

  it.each([
    ['that cannot be read', { [SESSION_COOKIE]: 'base64-%%%' }],
    ['that lacks a token', { [SESSION_COOKIE]: JSON.stringify({ access_token: 'a.b.c' }) }],
    ['that is there twice', { [SESSION_COOKIE]: 'one', [`${SESSION_COOKIE}.0`]: 'two' }],
  ])('a cookie %s is removed', async (_, cookies) => {
    const { session, request } = await refresh({ cookies: new Map(Object.entries(cookies)) })
    expect(session.status).toBe('signed-out')
    expect(session.writes.map(({ name, value }) => [name, value])).toEqual(
      Object.keys(cookies).map((name) => [name, '']),
    )
    expect(request.cookies.getAll()).toEqual([])
    expect(supabaseStub.requests).toEqual([])
  })

  it('two are ambiguous, however valid each is', async () => {
    const { cookies } = await holding()
    cookies.set(`${SESSION_COOKIE}.0`, cookies.get(SESSION_COOKIE) ?? '')
    expect((await refresh({ cookies })).session.status).toBe('signed-out')
    expect(supabaseStub.requests).toEqual([])
  })
})

describe('with a session', () => {
  it('the user of the Auth server is signed in, and the token that it has accepted is known', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    const accessToken = await supabaseStub.token()
    const { session } = await refresh(await holding(accessToken))
    const none = { writes: [], headers: {} }
    expect(session).toEqual({ status: 'signed-in', assurance: 'no_factor', accessToken, ...none })
    expect(requests()).toEqual([USER])
  })

  it('the user is signed out once the Auth server says that the session has ended', async () => {
    supabaseStub.setResponse(USER, { status: 403, body: { code: 'session_not_found', message: 'gone' } })
    const { session, request } = await refresh(await holding())
    expect(session).toMatchObject({ status: 'signed-out', writes: REMOVAL })
    expect(request.cookies.getAll()).toEqual([])
    expect(requests()).toEqual([USER])
  })

  it('is unknown, and nothing is removed, while the Auth server gives no clear response', async () => {
    supabaseStub.setResponse(USER, DOWN)
    const { session, request } = await refresh(await holding())
    expect(session).toMatchObject({ status: 'unknown', writes: [] })
    expect(request.cookies.has(SESSION_COOKIE)).toBe(true)
  })
})

it('a cookie without the time at which its token expires is no session, because auth-js reads none from it', async () => {
  supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
  const { session } = await refresh(await holding(undefined, { expires_at: undefined }))
  expect(session).toMatchObject({ status: 'signed-out', writes: REMOVAL })
})

describe('an access token that is no longer valid', () => {
  const cases: [string, () => Promise<BrowserJar>, string[]][] = [
    ['by the Auth server’s word', () => holding(), [USER, REFRESH]],
    ['and no token at all', () => holding('nonsense'), [REFRESH]],
    ['and has two parts', () => holding('a.b'), [REFRESH]],
    ['and has a header’s end in it', () => holding('a.b.c d'), [REFRESH]],
    ['and holds four parts', () => holding('a.b.c.d'), [REFRESH]],
  ]

  it.each(cases)('is refreshed once: %s', async (_, make, questions) => {
    supabaseStub.setResponse(USER, REJECTED)
    supabaseStub.setResponse(REFRESH, await newSession())
    const { session, request } = await refresh(await make())
    expect(session).toMatchObject({ status: 'signed-in' })
    expect(requests()).toEqual(questions)
    const [written] = session.writes
    expect(written).toMatchObject({ name: SESSION_COOKIE, options: { httpOnly: true, path: '/' } })
    expect(request.cookies.get(SESSION_COOKIE)?.value).toBe(written?.value)
    expect(Buffer.from(written?.value.replace('base64-', '') ?? '', 'base64url').toString()).toContain(
      'the-next',
    )
    expect(session.headers['Cache-Control']).toContain('no-store')
  })

  it.each([
    [-60, [REFRESH, USER]],
    [80, [REFRESH, USER]],
    [100, [USER]],
  ])('that expires in %i seconds according to the cookie: %j', async (seconds, expected) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(REFRESH, await newSession())
    const expires_at = Math.floor(Date.now() / 1000) + seconds
    const { session } = await refresh(await holding(undefined, { expires_at }))
    expect(session).toMatchObject({ status: 'signed-in' })
    expect(requests()).toEqual(expected)
  })

  it.each(cases)('ends the session if its refresh token is invalid too: %s', async (_, make) => {
    supabaseStub.setResponse(USER, REJECTED)
    supabaseStub.setResponse(REFRESH, {
      status: 400,
      body: { code: 'refresh_token_not_found', message: 'gone' },
    })
    const { session, request } = await refresh(await make())
    expect(session).toMatchObject({ status: 'signed-out', writes: REMOVAL })
    expect(request.cookies.getAll()).toEqual([])
  })

  // Not enough failures to open the circuit breaker.
  it.each(cases.slice(0, 2))('ends nothing while the session is unknown: %s', async (_, make) => {
    supabaseStub.setResponse(USER, REJECTED)
    supabaseStub.setResponse(REFRESH, DOWN)
    const { session, request } = await refresh(await make())
    expect(session).toMatchObject({ status: 'unknown', writes: [] })
    expect(request.cookies.has(SESSION_COOKIE)).toBe(true)
  })
})
