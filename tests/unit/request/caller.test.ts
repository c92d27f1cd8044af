import { beforeEach, describe, expect, it } from 'vitest'
import { requireCaller } from '@/utils/api/caller'
import type { ForwardedSession } from '@/utils/auth/sessions/session-headers'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { assurance, browserWith, supabaseStub, TEST_USER } from '../../support/supabase-stub'

const USER = 'GET /auth/v1/user'
const ASSURANCE = 'POST /rest/v1/rpc/session_assurance'
const UNAVAILABLE = { status: 503, code: 'auth_unavailable' }

beforeEach(() => supabaseStub.reset())

const call = (jar: BrowserJar, headers: Record<string, string> = {}, found?: ForwardedSession) =>
  inRequest(jar, () => requireCaller(new Headers(headers)), headers, found)
const signedOutJar = () => new BrowserJar(SITE)
const bearer = async () => ({ authorization: `Bearer ${await supabaseStub.token()}` })

describe('a caller of the API', () => {
  it('is the signed-in user of the browser', async () => {
    const { result } = await call(browserWith(await supabaseStub.token()))
    expect(result).toMatchObject({ user: TEST_USER, by: 'cookie' })
    expect(supabaseStub.requests).toEqual([])
  })

  it('is no one without a session, with the reason', async () => {
    const { error } = await call(signedOutJar())
    expect(error).toMatchObject({ status: 401, code: 'unauthenticated' })
    const unknown = await call(signedOutJar(), {}, 'unknown')
    expect(unknown.error).toMatchObject(UNAVAILABLE)
  })

  it('is the user of a token that the Auth server accepts', async () => {
    supabaseStub.setResponse(USER, { body: { ...TEST_USER } })
    expect((await call(signedOutJar(), await bearer())).result).toMatchObject({
      user: TEST_USER,
      by: 'token',
    })
    expect(supabaseStub.requests.map(({ endpoint }) => endpoint)).toEqual([USER])
    supabaseStub.setResponse(USER, { body: { id: TEST_USER.id } })
    expect((await call(signedOutJar(), await bearer())).result).toMatchObject({ user: { email: '' } })
  })

  it('is not the user of the cookie if there is a token, even an invalid one', async () => {
    const jar = browserWith(await supabaseStub.token())
    const { error } = await call(jar, { authorization: 'Bearer nonsense' })
    expect(error).toMatchObject({ status: 401, code: 'invalid_token' })
    expect(error).toMatchObject({ message: expect.stringContaining('Malformed access token') })
    expect(supabaseStub.requests).toEqual([])
  })

  describe('with a second factor', () => {
    const factors = [{ id: 'f', factor_type: 'totp', status: 'verified' }]
    const says = (body: unknown, status = 200) => supabaseStub.setResponse(ASSURANCE, { status, body })

    it('is refused until the session has passed it, with a token', async () => {
      supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
      says(assurance('aal2_required'))
      expect((await call(signedOutJar(), await bearer())).error).toMatchObject({
        status: 403,
        code: 'aal2_required',
      })
      says(assurance('aal2'))
      expect((await call(signedOutJar(), await bearer())).result).toMatchObject({ user: TEST_USER })
    })

    it('is refused with a cookie, too', async () => {
      const jar = browserWith(await supabaseStub.token())
      const { error } = await call(jar, {}, 'aal2_required')
      expect(error).toMatchObject({ status: 403, code: 'aal2_required' })
    })

    it('is unknown while the database gives no clear response', async () => {
      supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors } })
      says({}, 503)
      expect((await call(signedOutJar(), await bearer())).error).toMatchObject({ status: 503 })
    })

    it('is asked about only once it is verified', async () => {
      const pending = [{ ...factors[0], status: 'unverified' }]
      supabaseStub.setResponse(USER, { body: { ...TEST_USER, factors: pending } })
      expect((await call(signedOutJar(), await bearer())).result).toMatchObject({ user: TEST_USER })
      expect(supabaseStub.requests.map(({ endpoint }) => endpoint)).toEqual([USER])
    })
  })

  it('is no one with the token of an ended session', async () => {
    supabaseStub.setResponse(USER, { status: 403, body: { code: 'session_not_found', message: 'x' } })
    const { error } = await call(signedOutJar(), await bearer())
    expect(error).toMatchObject({ status: 401, code: 'invalid_token' })
    expect(error).toMatchObject({ message: expect.stringContaining('invalid or expired') })
  })

  it('is unknown while the Auth server gives no clear response', async () => {
    supabaseStub.setResponse(USER, { status: 503, body: {} })
    expect((await call(signedOutJar(), await bearer())).error).toMatchObject(UNAVAILABLE)
  })
})
