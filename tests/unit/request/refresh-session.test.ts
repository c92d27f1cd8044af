import { NextRequest } from 'next/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Env, env } from '@/utils/env'
import { refreshSession, signedOutSession } from '@/utils/supabase/refresh-session'
import type { BrowserJar } from '../../support/browser-jar'
import { SITE } from '../../support/next-request'
import { assurance, browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const USER = 'GET /auth/v1/user'
const REFRESH = 'POST /auth/v1/token'
const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const TOUCH = 'POST /rest/v1/rpc/touch_session'
const KEYS = 'GET /auth/v1/.well-known/jwks.json'
const REJECTED = { status: 403, body: { code: 'bad_jwt', message: 'invalid JWT' } }
const DOWN = { status: 503, body: {} }

beforeEach(() => supabaseStub.reset())

/** The result of the middleware, and the request as the pages see it. */
async function refresh({ cookies }: Pick<BrowserJar, 'cookies'>, settings: Partial<Env> = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new NextRequest(`${SITE}/private`, { headers: cookie ? { cookie } : {} })
  return { request, session: await refreshSession(request, { ...env(), ...settings }, 3000) }
}

/** Each with its own refresh token, because the response to one is cached for a while. */
const holding = async (token?: string, over: object = {}) =>
  browserWith(token ?? (await supabaseStub.token()), { refresh_token: crypto.randomUUID(), ...over })
const requests = () => supabaseStub.requests.map(({ what }) => what)

const newSession = async () => ({
  body: {
    access_token: await supabaseStub.token(),
    refresh_token: 'the-next',
    token_type: 'bearer',
    expires_in: 3600,
    user: { ...TEST_USER },
  },
})
const REMOVAL = [
  {
    name: SESSION_COOKIE,
    value: '',
    options: expect.objectContaining({ maxAge: 0, path: '/', httpOnly: true }),
  },
]

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
  it('the user of the Auth server is signed in, and the pages can verify the token', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.publish('published', 'unheard of')
    const token = await supabaseStub.token({}, 'unheard of')
    const { session } = await refresh(await holding(token))
    expect(session).toEqual({ status: 'signed-in', writes: [], headers: {} })
    expect(requests()).toEqual([USER, KEYS])
    await refresh(await holding(token))
    expect(requests()).toEqual([USER, KEYS, USER])
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

  it('is unknown while the signing key is unavailable', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(KEYS, DOWN)
    const token = await supabaseStub.token({}, 'rotated')
    expect((await refresh(await holding(token))).session).toMatchObject({
      status: 'unknown',
      writes: [],
    })
  })
})

describe('with the session of a user who has a second factor', () => {
  const factors = [{ id: 'f', factor_type: 'totp', status: 'verified' }]
  const status = async () => (await refresh(await holding())).session.status

  it.each([
    ['mfa-pending', assurance('aal2_required')],
    ['signed-in', assurance('aal2')],
    ['signed-in', assurance('trusted_device')],
  ])('is %s as the database says: %j', async (expected, body) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { body })
    expect(await status()).toBe(expected)
    expect(requests()).toEqual([USER, ASSURANCE])
  })

  it.each([
    [503, {}],
    [404, { code: 'PGRST202' }],
    [200, null],
    [200, { is_sufficient: true }],
    [200, 'true'],
  ])('is unknown, and kept, while the database says %i %j', async (code, body) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { status: code, body })
    const { session } = await refresh(await holding())
    expect(session).toMatchObject({ status: 'unknown', writes: [] })
  })

  it.each([
    [
      'a time-out that only the database knows',
      { is_active: false, expires_by: 'idle', expires_in_seconds: 0 },
      'idle',
    ],
    ['another reason', null, undefined],
  ])('has ended where the database says so, by %s', async (_why, body, timedOut) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { body: assurance('session_ended') })
    supabaseStub.setResponse(TOUCH, { body })
    const { session, request } = await refresh(await holding())
    expect(session).toEqual({ status: 'signed-out', writes: REMOVAL, headers: {}, timedOut })
    expect(request.cookies.getAll()).toEqual([])
  })

  it('is known after a refresh, too', async () => {
    const renewed = await newSession()
    supabaseStub.setResponse(USER, REJECTED)
    supabaseStub.setResponse(REFRESH, { body: { ...renewed.body, user: { ...TEST_USER, factors } } })
    supabaseStub.setResponse(ASSURANCE, { body: assurance('aal2_required') })
    const { session } = await refresh(await holding())
    expect(session).toMatchObject({ status: 'mfa-pending', writes: [{ name: SESSION_COOKIE }] })
  })

  it.each([[[]], [[{ ...factors[0], status: 'unverified' }]]])(
    'costs no call until a factor is verified: %j',
    async (none) => {
      supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors: none } })
      expect(await status()).toBe('signed-in')
      expect(requests()).toEqual([USER])
    },
  )
})

describe('where sessions time out', () => {
  const ON = { sessionTimeouts: true }
  const factors = [{ id: 'f', factor_type: 'totp', status: 'verified' }]
  const times = (is_active: boolean, expires_by: string | null, expires_in_seconds: number | null) => ({
    is_active,
    expires_by,
    expires_in_seconds,
  })

  it('one call counts the session as used, and scripts can read when it expires', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(TOUCH, { body: times(true, 'idle', 1800) })
    const before = Date.now()
    const { session } = await refresh(await holding(), ON)
    expect(requests()).toEqual([USER, TOUCH])
    expect(session).toMatchObject({ status: 'signed-in', writes: [{ name: 'session-expiry' }] })
    const [expiresAt, limit] = session.writes[0]?.value.split('.') ?? []
    expect([Number(expiresAt) >= before + 1_800_000, Number(expiresAt) <= Date.now() + 1_800_000]).toEqual([
      true,
      true,
    ])
    expect(limit).toBe('idle')
  })

  it('no cookie is set while the database has no limits', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(TOUCH, { body: times(true, null, null) })
    const { session } = await refresh(await holding(), ON)
    expect(session).toEqual({ status: 'signed-in', writes: [], headers: {} })
  })

  it.each([
    [times(false, 'idle', 0), 'idle'],
    [times(false, 'absolute', -60), 'absolute'],
    [times(false, 'idle', 60), undefined],
    [times(false, null, null), undefined],
    [null, undefined],
  ])('a session that has ended is signed out, and its cookies are removed: %j', async (body, timedOut) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(TOUCH, { body })
    const { session, request } = await refresh(await holding(), ON)
    expect(session).toEqual({ status: 'signed-out', writes: REMOVAL, headers: {}, timedOut })
    expect(request.cookies.getAll()).toEqual([])
  })

  it('a refresh does not revive it', async () => {
    supabaseStub.setResponse(USER, REJECTED)
    supabaseStub.setResponse(REFRESH, await newSession())
    supabaseStub.setResponse(TOUCH, { body: times(false, 'idle', 0) })
    const { session, request } = await refresh(await holding(), ON)
    expect(session).toEqual({ status: 'signed-out', writes: REMOVAL, headers: {}, timedOut: 'idle' })
    expect(request.cookies.getAll()).toEqual([])
  })

  it('a timed-out session of a user with a second factor is signed out, too', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { body: assurance('session_ended') })
    supabaseStub.setResponse(TOUCH, { body: times(false, 'absolute', 0) })
    const { session } = await refresh(await holding(), ON)
    expect(session).toMatchObject({ status: 'signed-out', timedOut: 'absolute' })
  })

  it('an active session without its second factor still lacks it', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { body: assurance('aal2_required') })
    supabaseStub.setResponse(TOUCH, { body: times(true, 'idle', 1800) })
    expect((await refresh(await holding(), ON)).session).toMatchObject({ status: 'mfa-pending' })
  })

  it.each([
    [503, {}],
    [401, { code: 'PGRST301' }],
    [404, { code: 'PGRST202' }],
    [200, {}],
    [200, false],
    [200, { is_active: false }],
  ])('the session is unknown, and kept, while the database says %i %j', async (code, body) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(TOUCH, { status: code, body })
    const { session, request } = await refresh(await holding(), ON)
    expect(session).toMatchObject({ status: 'unknown', writes: [] })
    expect(request.cookies.has(SESSION_COOKIE)).toBe(true)
  })
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
    expect(requests().filter((what) => what !== KEYS)).toEqual(questions)
    const [written] = session.writes
    expect(written).toMatchObject({ name: SESSION_COOKIE, options: { httpOnly: true, path: '/' } })
    expect(request.cookies.get(SESSION_COOKIE)?.value).toBe(written?.value)
    expect(Buffer.from(written?.value.replace('base64-', '') ?? '', 'base64url').toString()).toContain(
      'the-next',
    )
    expect(session.headers['Cache-Control']).toContain('no-store')
  })

  it('that has expired according to the cookie is refreshed without a call for the user', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    supabaseStub.setResponse(REFRESH, await newSession())
    const { session } = await refresh(await holding(undefined, { expires_at: 1 }))
    expect(session).toMatchObject({ status: 'signed-in' })
    expect(requests().filter((what) => what !== KEYS)).toEqual([REFRESH, USER])
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
