import { beforeEach, describe, expect, it } from 'vitest'
import type { ForwardedSession } from '@/utils/auth/sessions/session-headers'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE, sessionHeaderFor } from '../../support/next-request'
import { assurance, browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const USER = 'GET /auth/v1/user'
const KEYS = 'GET /auth/v1/.well-known/jwks.json'

beforeEach(() => supabaseStub.reset())

const signedOutJar = () => new BrowserJar(SITE)
const ada = async (claims?: object) => browserWith(await supabaseStub.token({ ...claims }))
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s
const requests = () => supabaseStub.requests.map(({ endpoint }) => endpoint)

const state = async (jar: BrowserJar, found?: ForwardedSession) =>
  (await inRequest(jar, sessionState, {}, found)).result
const stateWithoutMiddleware = async (jar: BrowserJar, headers?: Record<string, string>) =>
  (await inRequest(jar, sessionState, headers, null)).result

describe('the user', () => {
  it('is that of the token that the Auth server has accepted in the middleware, without a call', async () => {
    const at = secondsAgo(60)
    const amr = [{ method: 'otp', timestamp: at }]
    const user = {
      ...TEST_USER,
      isGuest: false,
      sessionId: expect.any(String),
      signedInAt: at,
      assurance: 'no_factor',
    }
    expect(await state(await ada({ amr }))).toEqual({ status: 'signed-in', user })
    const symmetric = browserWith(await supabaseStub.symmetricToken({ amr }))
    expect(await state(symmetric)).toEqual({ status: 'signed-in', user })
    expect(requests()).toEqual([])
  })

  it('is a guest if the token says so', async () => {
    expect(await state(await ada({ is_anonymous: true, email: '' }))).toMatchObject({
      user: { isGuest: true, email: '' },
    })
  })

  it('may have no address', async () => {
    expect(await state(await ada({ email: undefined }))).toMatchObject({
      user: { id: TEST_USER.id, email: '' },
    })
  })

  it.each<[string, () => Promise<string> | string]>([
    ['that has run out', () => supabaseStub.token({ exp: secondsAgo(10) })],
    ['that is none', () => 'no.token.atall'],
    ['without an expiry', () => supabaseStub.token({ exp: undefined })],
  ])('is null with a token %s', async (_, token) => {
    const jar = browserWith(await token())
    expect(await state(jar)).toEqual({ status: 'signed-out' })
    expect(await stateWithoutMiddleware(jar)).toEqual({ status: 'signed-out' })
    expect(requests()).toEqual([])
  })

  it('is null without a session, or with another cookie that contains one', async () => {
    expect(await state(signedOutJar())).toEqual({ status: 'signed-out' })
    const value = (await ada()).cookies.get(SESSION_COOKIE) ?? ''
    expect(await state(new BrowserJar(SITE, [['sb-other-auth-token', value]]))).toEqual({
      status: 'signed-out',
    })
  })

  it.each(['unknown', 'signed-out'] as const)('is what the middleware found: %s', async (status) => {
    expect(await state(await ada(), status)).toEqual({ status })
  })

  it.each([
    ['no_factor', 'signed-in'],
    ['aal2', 'signed-in'],
    ['trusted_device', 'signed-in'],
    ['aal2_required', 'mfa-pending'],
  ] as const)(
    'has the assurance level that the middleware found, without a call: %s',
    async (assurance, status) => {
      expect(await state(await ada(), assurance)).toMatchObject({ status, user: { assurance } })
      expect(requests()).toEqual([])
    },
  )

  it('is never read from a header', async () => {
    const headers = await sessionHeaderFor(await ada(), 'aal2')
    expect(await stateWithoutMiddleware(signedOutJar(), headers)).toEqual({ status: 'signed-out' })
  })
})

describe('where the middleware has not run, the user', () => {
  beforeEach(() => supabaseStub.setResponse(ASSURANCE, { body: assurance('no_factor') }))

  it('is that of a token that the project has signed', async () => {
    expect(await stateWithoutMiddleware(await ada())).toMatchObject({ status: 'signed-in', user: TEST_USER })
    const other = '33333333-3333-4333-8333-333333333333'
    expect(await stateWithoutMiddleware(await ada({ sub: other }))).toMatchObject({ user: { id: other } })
    expect(requests().filter((endpoint) => endpoint !== KEYS)).toEqual([ASSURANCE, ASSURANCE])
  })

  it('is null if another key has signed the token, or another user is in its claims', async () => {
    const forged = await supabaseStub.forgedToken()
    const [header, , signature] = (await supabaseStub.token()).split('.')
    const [, claims] = (await supabaseStub.token({ sub: 'eve' })).split('.')
    for (const token of [forged, `${header}.${claims}.${signature}`])
      expect(await stateWithoutMiddleware(browserWith(token))).toEqual({ status: 'signed-out' })
  })

  it('is unknown while the signing key is unavailable', async () => {
    supabaseStub.setResponse(KEYS, { status: 503, body: {} })
    const rotated = browserWith(await supabaseStub.token({}, 'rotated'))
    expect(await stateWithoutMiddleware(rotated)).toEqual({ status: 'unknown' })
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
      const jar = browserWith(await supabaseStub.symmetricToken())
      expect(await stateWithoutMiddleware(jar)).toMatchObject({ status: expected })
      expect(requests().filter((endpoint) => endpoint === USER)).toHaveLength(1)
    },
  )

  it('is not taken from a token without a signature', async () => {
    supabaseStub.setResponse(USER, { status: 403, body: { code: 'bad_jwt', message: 'invalid JWT' } })
    const [, claims] = (await supabaseStub.token({ sub: 'eve' })).split('.')
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const jar = browserWith(`${header}.${claims}.AAAA`)
    expect(await stateWithoutMiddleware(jar)).toEqual({ status: 'signed-out' })
  })
})

describe('where the middleware has not run, the assurance level', () => {
  it.each([
    ['aal2_required', 'mfa-pending'],
    ['trusted_device', 'signed-in'],
    ['no_factor', 'signed-in'],
  ])('is what the database says: %s', async (reason, status) => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance(reason) })
    const user = { ...TEST_USER, assurance: reason }
    expect(await stateWithoutMiddleware(await ada())).toMatchObject({ status, user })
    expect(requests().filter((endpoint) => endpoint !== KEYS)).toEqual([ASSURANCE])
  })

  it('is none if the session has ended in the database', async () => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance('session_ended') })
    expect(await stateWithoutMiddleware(await ada())).toEqual({ status: 'signed-out' })
  })

  it.each([
    [500, {}],
    [200, null],
    [200, { is_sufficient: 'yes' }],
  ])('is unknown while the database says %i %j', async (status, body) => {
    supabaseStub.setResponse(ASSURANCE, { status, body })
    expect(await stateWithoutMiddleware(await ada())).toEqual({ status: 'unknown' })
  })
})

describe('a session header', () => {
  const headerFor = async (jar: BrowserJar, found: ForwardedSession) =>
    (await sessionHeaderFor(jar, found))['x-session-status'] ?? ''

  it.each<[string, (jar: BrowserJar) => Promise<string> | string]>([
    ['without a signature', () => 'no_factor'],
    ['with an empty one', () => 'no_factor '],
    [
      'with that of another status',
      async (jar) => (await headerFor(jar, 'aal2_required')).replace('aal2_required', 'no_factor'),
    ],
    ['with one that is changed', async (jar) => (await headerFor(jar, 'no_factor')).replace(/.{4}$/, 'AAAA')],
    ['with half of one', async (jar) => (await headerFor(jar, 'no_factor')).slice(0, -20)],
    ['of another session', async () => headerFor(await ada({ sub: 'eve' }), 'no_factor')],
    ['of no session', () => headerFor(signedOutJar(), 'no_factor')],
  ])('is ignored %s', async (_, forge) => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance('aal2_required') })
    const jar = await ada()
    const headers = { 'x-session-status': await forge(jar) }
    expect(await stateWithoutMiddleware(jar, headers)).toMatchObject({ status: 'mfa-pending' })
    expect(await stateWithoutMiddleware(browserWith(await supabaseStub.forgedToken()), headers)).toEqual({
      status: 'signed-out',
    })
    expect(await stateWithoutMiddleware(signedOutJar(), headers)).toEqual({ status: 'signed-out' })
  })
})
