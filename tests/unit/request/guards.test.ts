import { notFound } from 'next/navigation'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  getVerifiedUser,
  redirectIfUnavailable,
  requirePermission,
  requireSignedOut,
  requireUser,
} from '@/utils/auth/guards'
import { requireAal2, requirePendingMfa } from '@/utils/auth/mfa/guards'
import { isRecentSignIn, requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { seal } from '@/utils/cookies/seal'
import { ensureSigningKey } from '@/utils/supabase/jwks'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { assurance, browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const AUTHORIZE = 'POST /rest/v1/rpc/authorize'
const WITHHELD = 'POST /rest/v1/rpc/withheld_permissions'
const RECORD = 'POST /rest/v1/rpc/record_event'
const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const USER = 'GET /auth/v1/user'
const AT = { 'x-requested-path': '/private/notes?page=2' }
const FROM = 'redirectedFrom=%2Fprivate%2Fnotes%3Fpage%3D2'
const UNKNOWN = { ...AT, 'x-session-status': 'unknown' }

beforeAll(async () => {
  await ensureSigningKey(await supabaseStub.token(), (path) => fetch(supabaseStub.url + path))
})
beforeEach(() => {
  supabaseStub.reset()
  supabaseStub.setResponse(RECORD, { body: null })
  supabaseStub.setResponse(WITHHELD, { body: [] })
})

const signedOutJar = () => new BrowserJar(SITE)
const ada = async (claims?: object) => browserWith(await supabaseStub.token({ ...claims }))
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s
const signedInAgo = (s: number) => ada({ amr: [{ method: 'password', timestamp: secondsAgo(s) }] })

describe('the verified user', () => {
  const state = async (jar: BrowserJar, headers?: Record<string, string>) =>
    (await inRequest(jar, sessionState, headers)).result

  it('is the user of the verified token, without a call', async () => {
    const at = secondsAgo(60)
    const jar = await ada({ amr: [{ method: 'otp', timestamp: at }] })
    const user = { ...TEST_USER, sessionId: expect.any(String), signedInAt: at }
    expect(await state(jar)).toEqual({ status: 'signed-in', user })
    expect(await state(jar)).toEqual({ status: 'signed-in', user })
    expect(supabaseStub.requests).toEqual([])
  })

  it('may have no address', async () => {
    expect(await state(await ada({ email: undefined }))).toMatchObject({
      user: { id: TEST_USER.id, email: '' },
    })
  })

  it('depends on the whole cookie', async () => {
    const other = '33333333-3333-4333-8333-333333333333'
    expect(await state(await ada())).toMatchObject({ user: { id: TEST_USER.id } })
    expect(await state(await ada({ sub: other }))).toMatchObject({ user: { id: other } })
  })

  it.each<[string, () => Promise<string> | string]>([
    ['signed with another key', () => supabaseStub.forgedToken()],
    ['that has run out', () => supabaseStub.token({ exp: secondsAgo(10) })],
    ['that is none', () => 'no.token.atall'],
  ])('is null with a token %s', async (_, token) => {
    expect(await state(browserWith(await token()))).toEqual({ status: 'signed-out' })
  })

  it('is null without a session, or with another cookie that contains one', async () => {
    expect(await state(signedOutJar())).toEqual({ status: 'signed-out' })
    const value = (await ada()).cookies.get(SESSION_COOKIE) ?? ''
    expect(await state(new BrowserJar(SITE, [['sb-other-auth-token', value]]))).toEqual({
      status: 'signed-out',
    })
  })

  it.each(['unknown', 'signed-out'])('is what the middleware found: %s', async (status) => {
    expect(await state(await ada(), { 'x-session-status': status })).toEqual({ status })
  })

  it('is never read from a header', async () => {
    expect(await state(signedOutJar(), { 'x-session-status': 'signed-in' })).toEqual({ status: 'signed-out' })
  })

  it.each([
    [200, { ...TEST_USER }, 'signed-in'],
    [403, { code: 'session_not_found', message: 'gone' }, 'signed-out'],
    [503, {}, 'unknown'],
    [429, { code: 'over_request_rate_limit' }, 'unknown'],
  ])(
    'is the user that the Auth server returns if the key is symmetric: %i',
    async (status, body, expected) => {
      supabaseStub.setResponse(USER, { status, body })
      const jar = browserWith(await supabaseStub.symmetricToken({ session_id: crypto.randomUUID() }))
      expect(await state(jar)).toMatchObject({ status: expected })
      expect(await state(jar)).toMatchObject({ status: expected })
      expect(supabaseStub.requests.filter(({ what }) => what === USER)).toHaveLength(2)
    },
  )
})

describe('requireUser', () => {
  it('lets a signed-in user in', async () => {
    expect((await inRequest(await ada(), requireUser, AT)).result).toMatchObject(TEST_USER)
  })

  it('redirects everyone else to sign-in, which leads back', async () => {
    expect(await inRequest(signedOutJar(), requireUser, AT)).toMatchObject({ interrupted: `/login?${FROM}` })
    expect(await inRequest(signedOutJar(), requireUser)).toMatchObject({ interrupted: '/login' })
  })

  it('redirects no one to sign-in while the session is unknown', async () => {
    expect(await inRequest(await ada(), requireUser, UNKNOWN)).toMatchObject({
      interrupted: `/unavailable?${FROM}`,
    })
    const { error } = await inRequest(await ada(), getVerifiedUser, UNKNOWN)
    expect(error).toMatchObject({ name: 'SessionUnknownError', message: expect.stringContaining('no clear') })
  })

  it('keeps a user who has to choose a new password on that page', async () => {
    const until = Date.now() / 1000 + 60
    const recovery = { refreshToken: 'r', email: TEST_USER.email, next: '/private', until }
    const jar = new BrowserJar(SITE, [['recovery', await seal('recovery', recovery, 60)]])
    expect(await inRequest(jar, requireUser, AT)).toMatchObject({ interrupted: '/reset-password' })
  })

  it('rethrows other errors', async () => {
    const fault = new Error('another')
    const { error } = await inRequest(await ada(), () => redirectIfUnavailable(Promise.reject(fault)))
    expect(error).toBe(fault)
  })
})

describe('a session that lacks the second factor', () => {
  const PENDING = { ...AT, 'x-session-status': 'mfa-pending' }
  const WITHOUT_MIDDLEWARE = { ...AT, 'x-session-status': '' }
  const says = (reason: string) => supabaseStub.setResponse(ASSURANCE, { body: assurance(reason) })
  const asked = () => supabaseStub.requests.map(({ what }) => what)

  it('is redirected to it, and back', async () => {
    expect(await inRequest(await ada(), requireUser, PENDING)).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const permitted = await inRequest(await ada(), () => requirePermission('users.manage'), PENDING)
    expect(permitted).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const guest = await inRequest(await ada(), () => requireSignedOut('/private?a=b'), PENDING)
    expect(guest).toMatchObject({ interrupted: '/mfa?redirectedFrom=%2Fprivate%3Fa%3Db' })
    expect(asked()).toEqual([])
  })

  it('opens the pages that ask for it', async () => {
    const { result } = await inRequest(await ada(), () => requirePendingMfa('/private'), PENDING)
    expect(result).toMatchObject(TEST_USER)
  })

  it.each([
    ['aal2_required', 'mfa-pending'],
    ['trusted_device', 'signed-in'],
    ['no_factor', 'signed-in'],
  ])('is found by the database where the middleware has not run: %s', async (reason, status) => {
    says(reason)
    const { result } = await inRequest(await ada(), sessionState, WITHOUT_MIDDLEWARE)
    expect(result).toMatchObject({ status, user: TEST_USER })
    expect(asked()).toEqual([ASSURANCE])
  })

  it.each([
    [500, {}],
    [200, null],
    [200, { is_sufficient: 'yes' }],
  ])('is unknown there while the database says %i %j', async (status, body) => {
    supabaseStub.setResponse(ASSURANCE, { status, body })
    const { result } = await inRequest(await ada(), sessionState, WITHOUT_MIDDLEWARE)
    expect(result).toEqual({ status: 'unknown' })
  })

  it('is still needed on a trusted device for what requires aal2', async () => {
    says('trusted_device')
    expect(await inRequest(await ada(), requireAal2, AT)).toMatchObject({ interrupted: `/mfa?${FROM}` })
    const { result } = await inRequest(await ada(), () => requirePendingMfa('/private'), AT)
    expect(result).toMatchObject(TEST_USER)
  })

  it('leads to the setup of a factor where there is none', async () => {
    says('no_factor')
    const setup = `/account/two-factor/authenticator?${FROM}`
    expect(await inRequest(await ada(), requireAal2, AT)).toMatchObject({ interrupted: setup })
  })

  it('is over at aal2', async () => {
    says('aal2')
    expect((await inRequest(await ada(), requireAal2, AT)).result).toMatchObject(TEST_USER)
    const next = await inRequest(await ada(), () => requirePendingMfa('//evil.example'), AT)
    expect(next).toMatchObject({ interrupted: '/private' })
  })

  it('lets no one pass while the database gives no clear response', async () => {
    supabaseStub.setResponse(ASSURANCE, { status: 503, body: {} })
    for (const guard of [requireAal2, () => requirePendingMfa('/private')])
      expect(await inRequest(await ada(), guard, AT)).toMatchObject({ interrupted: `/unavailable?${FROM}` })
    const { interrupted } = await inRequest(signedOutJar(), () => requirePendingMfa('/private'), AT)
    expect(interrupted).toBe(`/login?${FROM}`)
  })
})

describe('requireSignedOut', () => {
  it.each([
    ['/private/notes', '/private/notes'],
    ['//evil.example', '/private'],
    [undefined, '/private'],
  ])('redirects a signed-in user: %s', async (next, to) => {
    expect(await inRequest(await ada(), () => requireSignedOut(next))).toMatchObject({ interrupted: to })
  })

  it('lets in a user who is, or may be, signed out', async () => {
    for (const headers of [AT, UNKNOWN]) {
      const { interrupted, error } = await inRequest(
        signedOutJar(),
        () => requireSignedOut('/private'),
        headers,
      )
      expect([interrupted, error]).toEqual([undefined, undefined])
    }
  })
})

describe('requirePermission', () => {
  const check = (jar: BrowserJar, headers?: Record<string, string>) =>
    inRequest(jar, () => requirePermission('users.manage'), headers)

  it('lets in a user whom the database permits', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: true })
    expect((await check(await ada())).result).toMatchObject(TEST_USER)
    expect(supabaseStub.requests).toEqual([{ what: AUTHORIZE, body: { permission: 'users.manage' } }])
  })

  it('denies everyone else, which is recorded', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    expect(await check(await ada())).toMatchObject({ interrupted: 403 })
    const recorded = supabaseStub.requests.find(({ what }) => what === RECORD)?.body as { report: string }
    expect(JSON.parse(recorded.report)).toMatchObject({ type: 'access.denied', reason: 'users.manage' })
    const hidden = await inRequest(await ada(), () => requirePermission('users.manage', notFound))
    expect(hidden).toMatchObject({ interrupted: 404 })
  })

  it.each([
    ['no_factor', `/account/two-factor/authenticator?${FROM}`],
    ['aal2_required', `/mfa?${FROM}`],
    ['trusted_device', `/mfa?${FROM}`],
  ])('asks a user of the role for the second factor that it requires: %s', async (reason, to) => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    supabaseStub.setResponse(WITHHELD, { body: ['users.manage'] })
    supabaseStub.setResponse(ASSURANCE, { body: assurance(reason) })
    expect(await check(await ada(), AT)).toMatchObject({ interrupted: to })
    expect(supabaseStub.requests.some(({ what }) => what === RECORD)).toBe(false)
  })

  it('refuses no one while the database does not say whether the permission is withheld', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    supabaseStub.setResponse(WITHHELD, { status: 500, body: { code: 'XX000' } })
    expect((await check(await ada())).error).toMatchObject({ name: 'PermissionUnknownError' })
    expect(supabaseStub.requests.some(({ what }) => what === RECORD)).toBe(false)
  })

  it.each([
    [500, { code: 'XX000', message: 'down' }],
    [200, null],
    [200, 'true'],
    [200, 1],
  ])('neither permits nor denies if the database responds with %i %j', async (status, body) => {
    supabaseStub.setResponse(AUTHORIZE, { status, body })
    const { result, interrupted, error } = await check(await ada())
    expect([result, interrupted, error]).toEqual([
      undefined,
      undefined,
      expect.objectContaining({
        name: 'PermissionUnknownError',
        message: expect.stringContaining('no clear'),
      }),
    ])
    expect(supabaseStub.requests.some(({ what }) => what === RECORD)).toBe(false)
  })

  it('calls no database for a signed-out user', async () => {
    expect(await check(signedOutJar(), AT)).toMatchObject({ interrupted: `/login?${FROM}` })
    expect(await check(await ada(), UNKNOWN)).toMatchObject({ interrupted: `/unavailable?${FROM}` })
    expect(supabaseStub.requests).toEqual([])
  })
})

describe('requireRecentSignIn', () => {
  it('lets in a user who signed in within ten minutes', async () => {
    const { result } = await inRequest(await signedInAgo(590), requireRecentSignIn, AT)
    expect(result).toMatchObject(TEST_USER)
    expect(result && isRecentSignIn(result)).toBe(true)
  })

  it('redirects everyone else to re-authentication, which leads back', async () => {
    const to = `/account/reauthenticate?${FROM}`
    expect(await inRequest(await signedInAgo(610), requireRecentSignIn, AT)).toMatchObject({
      interrupted: to,
    })
    expect(await inRequest(await ada({ amr: undefined }), requireRecentSignIn, AT)).toMatchObject({
      interrupted: to,
    })
    expect(await inRequest(signedOutJar(), requireRecentSignIn, AT)).toMatchObject({
      interrupted: `/login?${FROM}`,
    })
  })
})
