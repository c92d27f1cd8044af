import { describe, expect, it } from 'vitest'
import { decideResponse, type RequestFacts } from '@/utils/request/decide'

const VISIT: RequestFacts = {
  refusal: null,
  sameOrigin: true,
  access: 'protected',
  api: false,
  bearer: false,
  method: 'GET',
  path: '/private?x=1',
  status: 'signed-in',
  ended: false,
  recovering: false,
  siteUrl: 'https://app.example.com',
}

describe('decide', () => {
  it('lets a signed-in person in', () => {
    expect(decideResponse(VISIT)).toEqual({ kind: 'continue' })
    expect(decideResponse({ ...VISIT, api: true })).toEqual({ kind: 'continue' })
  })

  it('sends a signed-out visitor to login and remembers the way', () => {
    const to = '/login?redirectedFrom=%2Fprivate%3Fx%3D1'
    expect(decideResponse({ ...VISIT, status: 'signed-out' })).toEqual({ kind: 'redirect', to })
    expect(decideResponse({ ...VISIT, status: 'signed-out', method: 'HEAD' })).toEqual({
      kind: 'redirect',
      to,
    })
  })

  it('says so when the session has ended', () => {
    const to = '/login?redirectedFrom=%2Fprivate%3Fx%3D1&notice=session-ended'
    expect(decideResponse({ ...VISIT, status: 'signed-out', ended: true })).toEqual({ kind: 'redirect', to })
  })

  it('does not lead back to what was sent', () => {
    expect(decideResponse({ ...VISIT, status: 'signed-out', method: 'POST' })).toEqual({
      kind: 'redirect',
      to: '/login',
    })
  })

  it('never sends anybody to login while nobody knows', () => {
    expect(decideResponse({ ...VISIT, status: 'unknown' })).toEqual({ kind: 'unavailable' })
    expect(decideResponse({ ...VISIT, status: 'unknown', method: 'POST' })).toEqual({ kind: 'unavailable' })
    expect(decideResponse({ ...VISIT, status: 'unknown', api: true })).toMatchObject({
      kind: 'api-error',
      status: 503,
    })
  })

  it('keeps whoever has to choose a new password on that page', () => {
    const recovering = { ...VISIT, status: 'signed-out', recovering: true } as const
    expect(decideResponse(recovering)).toEqual({ kind: 'redirect', to: '/reset-password' })
    expect(decideResponse({ ...recovering, method: 'POST' })).toEqual({
      kind: 'redirect',
      to: '/reset-password',
    })
    expect(decideResponse({ ...recovering, api: true })).toMatchObject({ kind: 'api-error', status: 403 })
    expect(decideResponse({ ...recovering, access: 'public', path: '/' })).toEqual({ kind: 'continue' })
    expect(decideResponse({ ...recovering, status: 'signed-in' })).toEqual({ kind: 'continue' })
  })

  it('has no page for what Next keeps for itself', () => {
    for (const path of ['/_global-error', '/_not-found?x', '/_x'])
      expect(decideResponse({ ...VISIT, path })).toEqual({ kind: 'not-found' })
    for (const path of ['/_next/data/x.json', '/private/_x', '/x'])
      expect(decideResponse({ ...VISIT, path })).toEqual({ kind: 'continue' })
    expect(decideResponse({ ...VISIT, path: '/_global-error', status: 'signed-out' })).toMatchObject({
      kind: 'redirect',
    })
  })

  it('answers an API in JSON', () => {
    expect(decideResponse({ ...VISIT, status: 'signed-out', api: true })).toMatchObject({
      kind: 'api-error',
      status: 401,
    })
  })

  it.each(['signed-in', 'signed-out', 'unknown'] as const)(
    'leaves an API call with a token to the API, whatever the cookie says (%s)',
    (status) => {
      const visit = { ...VISIT, api: true, bearer: true, status, path: '/api/notes' }
      expect(decideResponse(visit)).toEqual({ kind: 'continue' })
      expect(decideResponse({ ...visit, method: 'POST' })).toEqual({ kind: 'continue' })
    },
  )

  it('opens no page to a token', () => {
    expect(decideResponse({ ...VISIT, bearer: true, status: 'signed-out' })).toMatchObject({
      kind: 'redirect',
    })
  })

  it.each(['signed-in', 'signed-out', 'unknown'] as const)(
    'opens a public page to everybody (%s)',
    (status) => {
      expect(decideResponse({ ...VISIT, access: 'public', path: '/', status })).toEqual({ kind: 'continue' })
    },
  )

  it('sends a signed-in person on from a page for guests', () => {
    const guest = { ...VISIT, access: 'guest' } as const
    expect(decideResponse({ ...guest, path: '/login' })).toEqual({ kind: 'redirect', to: '/private' })
    expect(decideResponse({ ...guest, path: '/login?redirectedFrom=%2Fnotes' })).toEqual({
      kind: 'redirect',
      to: '/notes',
    })
    expect(decideResponse({ ...guest, path: '/login?redirectedFrom=%2F%2Fevil.example' })).toEqual({
      kind: 'redirect',
      to: '/private',
    })
  })

  it.each(['signed-out', 'unknown'] as const)(
    'shows a page for guests to whoever may be one (%s)',
    (status) => {
      expect(decideResponse({ ...VISIT, access: 'guest', path: '/login', status })).toEqual({
        kind: 'continue',
      })
    },
  )

  it('lets a form on a page for guests through', () => {
    expect(decideResponse({ ...VISIT, access: 'guest', path: '/login', method: 'POST' })).toEqual({
      kind: 'continue',
    })
  })

  describe('what another site sends', () => {
    const foreign = { ...VISIT, sameOrigin: false, method: 'POST' }

    it.each(['signed-in', 'signed-out', 'unknown'] as const)(
      'is refused before anything else, a login too (%s)',
      (status) => {
        const refused = { kind: 'refused', status: 403, reason: 'cross-site' }
        expect(decideResponse({ ...foreign, status })).toEqual(refused)
        expect(decideResponse({ ...foreign, status, access: 'guest', path: '/login' })).toEqual(refused)
        expect(decideResponse({ ...foreign, status, access: 'public', path: '/auth/signout' })).toEqual(
          refused,
        )
        expect(decideResponse({ ...foreign, status, method: 'DELETE' })).toEqual(refused)
      },
    )

    it('is refused by the API in JSON, where there is a session to misuse', () => {
      const call = { ...foreign, api: true, path: '/api/notes' }
      expect(decideResponse(call)).toMatchObject({ kind: 'api-error', status: 403, code: 'cross_site' })
      expect(decideResponse({ ...call, status: 'signed-out' })).toMatchObject({
        kind: 'api-error',
        status: 401,
      })
      expect(decideResponse({ ...call, status: 'unknown' })).toMatchObject({ kind: 'api-error', status: 503 })
      expect(decideResponse({ ...call, bearer: true })).toEqual({ kind: 'continue' })
      expect(decideResponse({ ...call, access: 'public' })).toEqual({ kind: 'continue' })
    })

    it('may be a link', () => {
      expect(decideResponse({ ...foreign, method: 'GET' })).toEqual({ kind: 'continue' })
      expect(decideResponse({ ...foreign, method: 'HEAD' })).toEqual({ kind: 'continue' })
    })
  })

  it('answers nothing that is no request', () => {
    const refusal = { status: 405, reason: 'method-not-allowed', allow: 'GET' } as const
    expect(decideResponse({ ...VISIT, refusal })).toEqual({ kind: 'refused', ...refusal })
    expect(decideResponse({ ...VISIT, refusal, api: true, bearer: true })).toMatchObject({
      kind: 'api-error',
      status: 405,
      code: 'method_not_allowed',
      allow: 'GET',
    })
  })
})

describe('what a program is told', () => {
  const call = { ...VISIT, api: true, path: '/api/notes' }
  const told = (visit: Partial<RequestFacts>) => decideResponse({ ...call, ...visit })

  it('about its session', () => {
    expect(told({ status: 'unknown' })).toEqual({
      kind: 'api-error',
      status: 503,
      code: 'auth_unavailable',
      message: expect.stringContaining('Try again in a moment'),
    })
    expect(told({ status: 'signed-out', recovering: true })).toMatchObject({
      code: 'password_reset_pending',
      message: 'Choose a new password first.',
    })
    expect(told({ status: 'signed-out' })).toMatchObject({
      code: 'unauthenticated',
      message: 'Authentication required. Sign in, or send an access token.',
    })
  })

  it.each([
    [400, 'malformed', /cannot be decoded/],
    [403, 'cross-site', /Cross-site/],
    [405, 'method-not-allowed', /no such method/],
    [413, 'too-large', /too large/],
  ] as const)('about its request: %i %s', (status, reason, message) => {
    expect(told({ refusal: { status, reason } })).toMatchObject({
      status,
      code: reason.replaceAll('-', '_'),
      message: expect.stringMatching(message),
    })
  })
})

it('answers 503 at the page that says so, whoever asks', () => {
  for (const status of ['signed-in', 'signed-out', 'unknown'] as const) {
    const visit = { ...VISIT, access: 'public', path: '/unavailable?redirectedFrom=%2F', status } as const
    expect(decideResponse(visit)).toEqual({ kind: 'unavailable' })
  }
})
