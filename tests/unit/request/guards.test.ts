import { notFound } from 'next/navigation'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  getVerifiedUser,
  hasPermission,
  redirectIfUnavailable,
  requirePermission,
  requireSignedOut,
  requireUser,
} from '@/utils/auth/guards'
import { isRecentSignIn, requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { type ForwardedSession, sessionHeader } from '@/utils/auth/sessions/session-headers'
import { seal } from '@/utils/cookies/seal'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { browserWith, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const AUTHORIZE = 'POST /rest/v1/rpc/authorize'
const WITHHELD = 'POST /rest/v1/rpc/withheld_permissions'
const RECORD = 'POST /rest/v1/rpc/record_event'
const AT = { 'x-requested-path': '/private/notes?page=2' }
const FROM = 'redirectedFrom=%2Fprivate%2Fnotes%3Fpage%3D2'
const UNKNOWN = { ...AT, ...sessionHeader('unknown') }

beforeEach(() => {
  supabaseStub.reset()
  supabaseStub.setResponse(RECORD, { body: null })
  supabaseStub.setResponse(WITHHELD, { body: [] })
})

const signedOutJar = () => new BrowserJar(SITE)
const ada = async (claims?: object) => browserWith(await supabaseStub.token({ ...claims }))
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s
const signedInAgo = (s: number) => ada({ amr: [{ method: 'password', timestamp: secondsAgo(s) }] })

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
  const check = (jar: BrowserJar, headers?: Record<string, string>, found?: ForwardedSession) =>
    inRequest(jar, () => requirePermission('users.manage'), headers, found)

  it('lets in a user whom the database permits', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: true })
    expect((await check(await ada())).result).toMatchObject(TEST_USER)
    expect(supabaseStub.requests).toEqual([{ endpoint: AUTHORIZE, body: { permission: 'users.manage' } }])
  })

  it('denies everyone else, which is recorded', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    expect(await check(await ada())).toMatchObject({ interrupted: 403 })
    const recorded = supabaseStub.requests.find(({ endpoint }) => endpoint === RECORD)?.body as {
      report: string
    }
    expect(JSON.parse(recorded.report)).toMatchObject({ type: 'access.denied', reason: 'users.manage' })
    const hidden = await inRequest(await ada(), () => requirePermission('users.manage', notFound))
    expect(hidden).toMatchObject({ interrupted: 404 })
  })

  it.each([
    ['no_factor', `/account/two-factor/authenticator?${FROM}`],
    ['trusted_device', `/mfa?${FROM}`],
  ] as const)('asks a user of the role for the second factor that it requires: %s', async (assurance, to) => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    supabaseStub.setResponse(WITHHELD, { body: ['users.manage'] })
    const { interrupted } = await check(await ada(), AT, assurance)
    expect(interrupted).toBe(to)
    expect(supabaseStub.requests.some(({ endpoint }) => endpoint === RECORD)).toBe(false)
  })

  it('denies no one while the database does not say whether the permission is withheld', async () => {
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    supabaseStub.setResponse(WITHHELD, { status: 500, body: { code: 'XX000' } })
    expect((await check(await ada())).error).toMatchObject({ name: 'PermissionUnknownError' })
    expect(supabaseStub.requests.some(({ endpoint }) => endpoint === RECORD)).toBe(false)
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
    expect(supabaseStub.requests.some(({ endpoint }) => endpoint === RECORD)).toBe(false)
  })

  it('calls no database for a signed-out user', async () => {
    expect(await check(signedOutJar(), AT)).toMatchObject({ interrupted: `/login?${FROM}` })
    expect(await check(await ada(), UNKNOWN)).toMatchObject({ interrupted: `/unavailable?${FROM}` })
    expect(supabaseStub.requests).toEqual([])
  })
})

describe('hasPermission', () => {
  it.each([true, false])('says what the database says: %s', async (permitted) => {
    supabaseStub.setResponse(AUTHORIZE, { body: permitted })
    expect(await inRequest(await ada(), () => hasPermission('users.manage'))).toMatchObject({
      result: permitted,
    })
  })

  it('otherwise does as requirePermission', async () => {
    const check = (jar: BrowserJar, found?: ForwardedSession) =>
      inRequest(jar, () => hasPermission('users.manage'), AT, found)
    expect(await check(signedOutJar())).toMatchObject({ interrupted: `/login?${FROM}` })
    supabaseStub.setResponse(AUTHORIZE, { body: false })
    supabaseStub.setResponse(WITHHELD, { body: ['users.manage'] })
    expect(await check(await ada(), 'trusted_device')).toMatchObject({ interrupted: `/mfa?${FROM}` })
    supabaseStub.setResponse(AUTHORIZE, { status: 500, body: { code: 'XX000' } })
    expect((await check(await ada())).error).toMatchObject({ name: 'PermissionUnknownError' })
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
