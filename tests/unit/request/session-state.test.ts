import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessionHeader } from '@/utils/auth/sessions/session-headers'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { ensureSigningKey } from '@/utils/supabase/jwks'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { assurance, browserWith, SESSION_COOKIE, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const USER = 'GET /auth/v1/user'

beforeAll(async () => {
  await ensureSigningKey(await supabaseStub.token(), (path) => fetch(supabaseStub.url + path))
})
beforeEach(() => supabaseStub.reset())

const signedOutJar = () => new BrowserJar(SITE)
const ada = async (claims?: object) => browserWith(await supabaseStub.token({ ...claims }))
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s
const state = async (jar: BrowserJar, headers?: Record<string, string>) =>
  (await inRequest(jar, sessionState, headers)).result

describe('the verified user', () => {
  it('is the user of the verified token, without a call', async () => {
    const at = secondsAgo(60)
    const jar = await ada({ amr: [{ method: 'otp', timestamp: at }] })
    const user = { ...TEST_USER, sessionId: expect.any(String), signedInAt: at, assurance: 'no_factor' }
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

  it.each(['unknown', 'signed-out'] as const)('is what the middleware found: %s', async (status) => {
    expect(await state(await ada(), sessionHeader(status))).toEqual({ status })
  })

  it.each([
    ['no_factor', 'signed-in'],
    ['aal2', 'signed-in'],
    ['trusted_device', 'signed-in'],
    ['aal2_required', 'mfa-pending'],
  ] as const)(
    'has the assurance level that the middleware found, without a call: %s',
    async (assurance, status) => {
      expect(await state(await ada(), sessionHeader(assurance))).toMatchObject({
        status,
        user: { assurance },
      })
      expect(supabaseStub.requests).toEqual([])
    },
  )

  it('is never read from a header', async () => {
    expect(await state(signedOutJar(), sessionHeader('aal2'))).toEqual({ status: 'signed-out' })
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
      expect(supabaseStub.requests.filter(({ endpoint }) => endpoint === USER)).toHaveLength(2)
    },
  )
})

describe('where the middleware has not run, the assurance level', () => {
  const WITHOUT_MIDDLEWARE = { 'x-session-status': '' }
  const sign = (status: Parameters<typeof sessionHeader>[0]) =>
    sessionHeader(status)['x-session-status'] ?? ''

  it.each([
    ['aal2_required', 'mfa-pending'],
    ['trusted_device', 'signed-in'],
    ['no_factor', 'signed-in'],
  ])('is what the database says: %s', async (reason, status) => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance(reason) })
    const user = { ...TEST_USER, assurance: reason }
    expect(await state(await ada(), WITHOUT_MIDDLEWARE)).toMatchObject({ status, user })
    expect(supabaseStub.requests.map(({ endpoint }) => endpoint)).toEqual([ASSURANCE])
  })

  it('is none if the session has ended in the database', async () => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance('session_ended') })
    expect(await state(await ada(), WITHOUT_MIDDLEWARE)).toEqual({ status: 'signed-out' })
  })

  it.each([
    [500, {}],
    [200, null],
    [200, { is_sufficient: 'yes' }],
  ])('is unknown while the database says %i %j', async (status, body) => {
    supabaseStub.setResponse(ASSURANCE, { status, body })
    expect(await state(await ada(), WITHOUT_MIDDLEWARE)).toEqual({ status: 'unknown' })
  })

  it.each([
    ['without a signature', () => 'no_factor'],
    ['with an empty one', () => 'no_factor '],
    ['with that of another status', () => sign('aal2_required').replace('aal2_required', 'no_factor')],
    ['with one that is changed', () => sign('no_factor').replace(/.{4}$/, 'AAAA')],
    ['with half of one', () => sign('no_factor').slice(0, -20)],
  ])('is not read from a header %s', async (_, forged) => {
    supabaseStub.setResponse(ASSURANCE, { body: assurance('aal2_required') })
    const headers = { 'x-session-status': forged() }
    expect(await state(await ada(), headers)).toMatchObject({ status: 'mfa-pending' })
    expect(await state(signedOutJar(), headers)).toEqual({ status: 'signed-out' })
  })
})
