import type { Session } from '@supabase/supabase-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RECOVERY_MAX_AGE_S } from '@/utils/auth/recovery/recovery-cookie'
import {
  cancelRecoverySession,
  completeSecondFactor,
  discardRecoverySession,
  isRecoverySession,
  openRecoverySession,
  recoverySession,
  requireSecondFactor,
  saveRecoverySession,
} from '@/utils/auth/recovery/recovery-session'
import { seal } from '@/utils/cookies/seal'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const REFRESH = 'POST /auth/v1/token'
const LOGOUT = 'POST /auth/v1/logout'

beforeEach(() => {
  supabaseStub.reset()
  supabaseStub.setResponse(LOGOUT, { status: 204 })
})
afterEach(() => vi.useRealTimers())

const nowS = () => Date.now() / 1000
/** Each with its own refresh token, because the response to one is cached for a while. */
const found = () => ({
  refreshToken: crypto.randomUUID(),
  email: TEST_USER.email,
  next: '/private/notes',
  until: nowS() + 600,
  mfaPending: false,
  apps: [],
})
const FOUND = found()

/** A session as the Auth server returns it: its method, and when. */
async function opened(method: string, secondsAgo = 0) {
  const amr = [{ method, timestamp: Math.floor(nowS()) - secondsAgo }]
  const access_token = await supabaseStub.token({ amr })
  return {
    access_token,
    refresh_token: 'second',
    token_type: 'bearer',
    expires_in: 3600,
    user: { ...TEST_USER },
  }
}

const holding = async (content: object) =>
  new BrowserJar(SITE, [['recovery', await seal('recovery', { ...content }, RECOVERY_MAX_AGE_S)]])
const read = async (jar: BrowserJar) => (await inRequest(jar, recoverySession)).result

describe('a recovery session', () => {
  it('is separate from any sign-in, for a quarter of an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const jar = new BrowserJar(SITE)
    const session = { ...(await opened('recovery')), refresh_token: FOUND.refreshToken } as unknown as Session
    const { cookies } = await inRequest(jar, () => saveRecoverySession(session, '/private/notes'))
    expect(cookies.join()).toMatch(/^recovery=.*Max-Age=900; HttpOnly/)
    expect(await read(jar)).toEqual({ ...FOUND, until: expect.closeTo(nowS() + 900, -1) })
    expect(supabaseStub.requests).toEqual([])
    vi.setSystemTime(Date.now() + 898_000)
    expect(await read(jar)).toMatchObject({ email: TEST_USER.email })
    vi.setSystemTime(Date.now() + 3000)
    expect(await read(jar)).toBeNull()
  })

  it('has no address if the session has none', async () => {
    const jar = new BrowserJar(SITE)
    const session = { ...(await opened('recovery')), user: { id: TEST_USER.id } } as unknown as Session
    await inRequest(jar, () => saveRecoverySession(session, '/private'))
    expect(await read(jar)).toMatchObject({ email: '' })
  })

  it('signs out the user who was signed in in this browser', async () => {
    const jar = browserWith(await supabaseStub.token())
    await inRequest(jar, async () =>
      saveRecoverySession((await opened('recovery')) as unknown as Session, '/private'),
    )
    expect([...jar.cookies.keys()]).toEqual(['recovery'])
    expect(supabaseStub.requests.map(({ endpoint }) => endpoint)).toEqual([LOGOUT])
  })

  it('names the second factor that it lacks, until that is verified', async () => {
    const app = { factor_type: 'totp', friendly_name: 'Phone', created_at: '2026-01-01T00:00:00Z' }
    const factors = [
      { ...app, id: crypto.randomUUID(), status: 'verified' },
      { ...app, id: crypto.randomUUID(), status: 'unverified' },
    ]
    const user = { ...TEST_USER, factors }
    const session = { ...(await opened('recovery')), user } as unknown as Session
    const jar = new BrowserJar(SITE)
    await inRequest(jar, () => saveRecoverySession(session, '/private'))
    const pending = await read(jar)
    expect(pending).toMatchObject({ mfaPending: true, apps: [{ id: factors[0]?.id, name: 'Phone' }] })

    const later = await holding(FOUND)
    await inRequest(later, () => requireSecondFactor(FOUND, session))
    expect(await read(later)).toEqual({ ...FOUND, mfaPending: true, apps: pending?.apps })
    await inRequest(later, () => completeSecondFactor({ ...FOUND, mfaPending: true }, 'third'))
    expect(await read(later)).toEqual({ ...FOUND, refreshToken: 'third' })
  })

  it.each([
    ['its time is up, however long the cookie lives', { ...FOUND, until: nowS() - 1 }],
    ['it says no time', { ...FOUND, until: undefined }],
    ['it names no session', { ...FOUND, refreshToken: 7 }],
  ])('is null if %s', async (_, content) => expect(await read(await holding(content))).toBeNull())

  it('can be removed', async () => {
    const jar = await holding(FOUND)
    await inRequest(jar, discardRecoverySession)
    expect(jar.cookies.size).toBe(0)
    expect(supabaseStub.requests).toEqual([])
  })
})

describe('opening it', () => {
  it.each(['recovery', 'otp', 'magiclink'])(
    'uses its one refresh token and stores the next: %s',
    async (by) => {
      supabaseStub.setResponse(REFRESH, { body: await opened(by, 890) })
      const stored = found()
      const jar = await holding(stored)
      const { result } = await inRequest(jar, () => openRecoverySession(stored))
      expect(result).toMatchObject({ ok: true, session: { user: { id: TEST_USER.id } } })
      expect(supabaseStub.requests).toEqual([
        { endpoint: REFRESH, body: { refresh_token: stored.refreshToken } },
      ])
      expect(await read(jar)).toEqual({ ...stored, refreshToken: 'second' })
    },
  )

  it.each([
    ['by a password', 'password', 0],
    ['by a provider', 'oauth', 0],
    ['by email too long ago', 'recovery', 910],
  ])('is rejected for a session from %s', async (_, method, secondsAgo) => {
    supabaseStub.setResponse(REFRESH, { body: await opened(method, secondsAgo) })
    const { result } = await inRequest(await holding(FOUND), () => openRecoverySession(found()))
    expect(result).toEqual({ ok: false, code: 'session_expired' })
  })

  it.each([
    [400, 'refresh_token_not_found', 'refresh_token_not_found'],
    [503, 'down', 'auth_unavailable'],
  ])('fails if the Auth server responds with %i', async (status, code, expected) => {
    supabaseStub.setResponse(REFRESH, { status, body: { code, message: 'x' } })
    const { result } = await inRequest(await holding(FOUND), () => openRecoverySession(found()))
    expect(result).toEqual({ ok: false, code: expected })
  })
})

describe('ending it', () => {
  it('ends it at the Auth server too', async () => {
    supabaseStub.setResponse(REFRESH, { body: await opened('recovery') })
    const jar = await holding(found())
    await inRequest(jar, cancelRecoverySession)
    expect(supabaseStub.requests.map(({ endpoint }) => endpoint)).toEqual([REFRESH, LOGOUT])
    expect(jar.cookies.size).toBe(0)
  })

  it('removes it if the Auth server does not respond', async () => {
    supabaseStub.setResponse(REFRESH, { status: 503, body: {} })
    const jar = await holding(found())
    expect((await inRequest(jar, cancelRecoverySession)).error).toBeUndefined()
    expect(jar.cookies.has(SESSION_COOKIE) || jar.cookies.has('recovery')).toBe(false)
  })

  it('sends nothing if there is none', async () => {
    await inRequest(new BrowserJar(SITE), cancelRecoverySession)
    expect(supabaseStub.requests).toEqual([])
  })
})

describe('isRecoverySession', () => {
  const token = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
  const by = (...methods: string[]) => ({ amr: methods.map((method) => ({ method, timestamp: 1 })) })

  it.each([by('recovery'), by('password', 'recovery')])('is true for %j', (claims) =>
    expect(isRecoverySession(token(claims))).toBe(true),
  )

  it.each([
    by(),
    by('otp'),
    by('password', 'magiclink'),
    {},
    null,
    { amr: 'recovery' },
    { amr: ['recovery'] },
  ])('is false for %j', (claims) => expect(isRecoverySession(token(claims))).toBe(false))

  it.each(['', 'x', 'x.y', 'x..z', 'recovery'])('is false for %j, which is not a token', (text) =>
    expect(isRecoverySession(text)).toBe(false),
  )
})
