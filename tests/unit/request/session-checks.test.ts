import { beforeEach, describe, expect, it } from 'vitest'
import { holding, newSession, REMOVAL, refresh, requests } from '../../support/refreshed-session'
import { assurance, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const USER = 'GET /auth/v1/user'
const REFRESH = 'POST /auth/v1/token'
const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const TOUCH = 'POST /rest/v1/rpc/touch_session'
const REJECTED = { status: 403, body: { code: 'bad_jwt', message: 'invalid JWT' } }

beforeEach(() => supabaseStub.reset())

describe('with the session of a user who has a second factor', () => {
  const factors = [{ id: 'f', factor_type: 'totp', status: 'verified' }]

  it.each([
    ['mfa-pending', 'aal2_required'],
    ['signed-in', 'aal2'],
    ['signed-in', 'trusted_device'],
  ])('is %s as the database says: %s', async (status, reason) => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
    supabaseStub.setResponse(ASSURANCE, { body: assurance(reason) })
    const { session } = await refresh(await holding())
    expect(session).toMatchObject({ status, assurance: reason })
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
      const { session } = await refresh(await holding())
      expect(session).toMatchObject({ status: 'signed-in', assurance: 'no_factor' })
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
    expect(session).toMatchObject({ status: 'signed-in', assurance: 'no_factor', writes: [], headers: {} })
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
