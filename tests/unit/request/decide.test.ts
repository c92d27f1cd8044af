import { describe, expect, it } from 'vitest'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import type { TimeoutKind } from '@/utils/auth/sessions/session-times'
import { type Decision, decideResponse } from '@/utils/request/decide'
import type { IdentifiedRequest } from '@/utils/request/identify'

type Facts = IdentifiedRequest & { status: SessionStatus; hasEnded: boolean; timedOut?: TimeoutKind }

const REQUEST: Facts = {
  invalid: null,
  method: 'GET',
  path: '/private?x=1',
  access: 'protected',
  isApi: false,
  hasBearer: false,
  isSameOrigin: true,
  isRecovering: false,
  needsSession: true,
  status: 'signed-in',
  hasEnded: false,
}

function decide({ status, hasEnded, timedOut, ...request }: Facts): Decision {
  const session = { status, writes: hasEnded ? [{}] : [], timedOut }
  return decideResponse(request, session, 'https://app.example.com')
}

describe('decideResponse', () => {
  it('lets a signed-in user through', () => {
    expect(decide(REQUEST)).toEqual({ kind: 'continue' })
    expect(decide({ ...REQUEST, isApi: true })).toEqual({ kind: 'continue' })
  })

  it('redirects a signed-out user to the login page, with the requested path', () => {
    const to = '/login?redirectedFrom=%2Fprivate%3Fx%3D1'
    expect(decide({ ...REQUEST, status: 'signed-out' })).toEqual({ kind: 'redirect', to })
    expect(decide({ ...REQUEST, status: 'signed-out', method: 'HEAD' })).toEqual({
      kind: 'redirect',
      to,
    })
  })

  it('tells the login page that the session has ended', () => {
    const to = '/login?redirectedFrom=%2Fprivate%3Fx%3D1&notice=session-ended'
    expect(decide({ ...REQUEST, status: 'signed-out', hasEnded: true })).toEqual({ kind: 'redirect', to })
  })

  it.each(['idle', 'absolute'] as const)(
    'tells the login page which time-out ended the session: %s',
    (timedOut) => {
      const ended = { ...REQUEST, status: 'signed-out', hasEnded: true, timedOut } as const
      const to = `/login?redirectedFrom=%2Fprivate%3Fx%3D1&notice=${timedOut}-timeout`
      expect(decide(ended)).toEqual({ kind: 'redirect', to })
      const form = { kind: 'redirect', to: `/login?notice=${timedOut}-timeout` }
      expect(decide({ ...ended, method: 'POST' })).toEqual(form)
      expect(decide({ ...ended, isApi: true })).toMatchObject({ kind: 'api-error', status: 401 })
      expect(decide({ ...ended, access: 'public', path: '/' })).toEqual({ kind: 'continue' })
    },
  )

  it('does not redirect back to a submitted form', () => {
    expect(decide({ ...REQUEST, status: 'signed-out', method: 'POST' })).toEqual({
      kind: 'redirect',
      to: '/login',
    })
  })

  it('responds with 503, not with a redirect, while the session is unknown', () => {
    expect(decide({ ...REQUEST, status: 'unknown' })).toEqual({ kind: 'unavailable' })
    expect(decide({ ...REQUEST, status: 'unknown', method: 'POST' })).toEqual({ kind: 'unavailable' })
    expect(decide({ ...REQUEST, status: 'unknown', isApi: true })).toMatchObject({
      kind: 'api-error',
      status: 503,
    })
  })

  it('redirects a user with a recovery session to the form for a new password', () => {
    const recovering = { ...REQUEST, status: 'signed-out', isRecovering: true } as const
    expect(decide(recovering)).toEqual({ kind: 'redirect', to: '/reset-password' })
    expect(decide({ ...recovering, method: 'POST' })).toEqual({
      kind: 'redirect',
      to: '/reset-password',
    })
    expect(decide({ ...recovering, isApi: true })).toMatchObject({ kind: 'api-error', status: 403 })
    expect(decide({ ...recovering, access: 'public', path: '/' })).toEqual({ kind: 'continue' })
    expect(decide({ ...recovering, status: 'signed-in' })).toEqual({ kind: 'continue' })
  })

  describe('for a session that lacks the second factor', () => {
    const PENDING = { ...REQUEST, status: 'mfa-pending' } as const

    it('redirects every protected page to it, with the requested path', () => {
      const to = '/mfa?redirectedFrom=%2Fprivate%3Fx%3D1'
      expect(decide(PENDING)).toEqual({ kind: 'redirect', to })
      expect(decide({ ...PENDING, method: 'HEAD' })).toEqual({ kind: 'redirect', to })
      expect(decide({ ...PENDING, method: 'POST' })).toEqual({ kind: 'redirect', to: '/mfa' })
      for (const path of ['/mfa/other', '/mfax', '/MFA', '/mfa/recovery-code/x', '/_x'])
        expect(decide({ ...PENDING, path })).toMatchObject({ kind: 'redirect' })
    })

    it('opens the pages that ask for it, and public ones', () => {
      for (const path of ['/mfa', '/mfa?redirectedFrom=%2Fx', '/mfa/recovery-code'])
        expect(decide({ ...PENDING, path })).toEqual({ kind: 'continue' })
      expect(decide({ ...PENDING, access: 'public', path: '/' })).toEqual({ kind: 'continue' })
    })

    it('redirects the pages for signed-out users, with their target', () => {
      const page = {
        ...PENDING,
        access: 'signed-out',
        path: '/login?redirectedFrom=%2Fprivate%2Fnotes',
      } as const
      const to = '/mfa?redirectedFrom=%2Fprivate%2Fnotes'
      expect(decide(page)).toEqual({ kind: 'redirect', to })
    })

    it('responds to the API with 403, and leaves a Bearer token to it', () => {
      const denied = { kind: 'api-error', status: 403, code: 'aal2_required' }
      expect(decide({ ...PENDING, isApi: true })).toMatchObject(denied)
      expect(decide({ ...PENDING, isApi: true, hasBearer: true })).toEqual({ kind: 'continue' })
    })

    it('rejects what another site sends', () => {
      const foreign = { ...PENDING, method: 'POST', isSameOrigin: false, path: '/mfa' }
      expect(decide(foreign)).toMatchObject({ kind: 'rejected', status: 403 })
    })
  })

  it('has no page under the paths that Next.js reserves', () => {
    for (const path of ['/_global-error', '/_not-found?x', '/_x'])
      expect(decide({ ...REQUEST, path })).toEqual({ kind: 'not-found' })
    for (const path of ['/_next/data/x.json', '/private/_x', '/x'])
      expect(decide({ ...REQUEST, path })).toEqual({ kind: 'continue' })
    expect(decide({ ...REQUEST, path: '/_global-error', status: 'signed-out' })).toMatchObject({
      kind: 'redirect',
    })
  })

  it('responds to the API in JSON', () => {
    expect(decide({ ...REQUEST, status: 'signed-out', isApi: true })).toMatchObject({
      kind: 'api-error',
      status: 401,
    })
  })

  it.each(['signed-in', 'signed-out', 'unknown'] as const)(
    'leaves an API request with a token to the API (session: %s)',
    (status) => {
      const request = { ...REQUEST, isApi: true, hasBearer: true, status, path: '/api/notes' }
      expect(decide(request)).toEqual({ kind: 'continue' })
      expect(decide({ ...request, method: 'POST' })).toEqual({ kind: 'continue' })
    },
  )

  it('opens no page for a token', () => {
    expect(decide({ ...REQUEST, hasBearer: true, status: 'signed-out' })).toMatchObject({
      kind: 'redirect',
    })
  })

  it.each(['signed-in', 'signed-out', 'unknown'] as const)(
    'opens a public page for everyone (session: %s)',
    (status) => {
      expect(decide({ ...REQUEST, access: 'public', path: '/', status })).toEqual({ kind: 'continue' })
    },
  )

  it('redirects a signed-in user away from a page for signed-out users', () => {
    const page = { ...REQUEST, access: 'signed-out' } as const
    expect(decide({ ...page, path: '/login' })).toEqual({ kind: 'redirect', to: '/private' })
    expect(decide({ ...page, path: '/login?redirectedFrom=%2Fnotes' })).toEqual({
      kind: 'redirect',
      to: '/notes',
    })
    expect(decide({ ...page, path: '/login?redirectedFrom=%2F%2Fevil.example' })).toEqual({
      kind: 'redirect',
      to: '/private',
    })
  })

  it.each(['signed-out', 'unknown'] as const)(
    'opens a page for signed-out users unless the user is signed in (session: %s)',
    (status) => {
      expect(decide({ ...REQUEST, access: 'signed-out', path: '/login', status })).toEqual({
        kind: 'continue',
      })
    },
  )

  it('lets a form on a page for signed-out users through', () => {
    expect(decide({ ...REQUEST, access: 'signed-out', path: '/login', method: 'POST' })).toEqual({
      kind: 'continue',
    })
  })

  describe('a request from another site', () => {
    const foreign = { ...REQUEST, isSameOrigin: false, method: 'POST' }

    it.each(['signed-in', 'signed-out', 'unknown'] as const)(
      'is rejected first, a sign-in included (session: %s)',
      (status) => {
        const rejected = { kind: 'rejected', status: 403, reason: 'cross-site' }
        expect(decide({ ...foreign, status })).toEqual(rejected)
        expect(decide({ ...foreign, status, access: 'signed-out', path: '/login' })).toEqual(rejected)
        expect(decide({ ...foreign, status, access: 'public', path: '/auth/signout' })).toEqual(rejected)
        expect(decide({ ...foreign, status, method: 'DELETE' })).toEqual(rejected)
      },
    )

    it('is rejected by the API in JSON if there is a session to misuse', () => {
      const call = { ...foreign, isApi: true, path: '/api/notes' }
      expect(decide(call)).toMatchObject({ kind: 'api-error', status: 403, code: 'cross_site' })
      expect(decide({ ...call, status: 'signed-out' })).toMatchObject({
        kind: 'api-error',
        status: 401,
      })
      expect(decide({ ...call, status: 'unknown' })).toMatchObject({ kind: 'api-error', status: 503 })
      expect(decide({ ...call, hasBearer: true })).toEqual({ kind: 'continue' })
      expect(decide({ ...call, access: 'public' })).toEqual({ kind: 'continue' })
    })

    it('may follow a link', () => {
      expect(decide({ ...foreign, method: 'GET' })).toEqual({ kind: 'continue' })
      expect(decide({ ...foreign, method: 'HEAD' })).toEqual({ kind: 'continue' })
    })
  })

  it('rejects an invalid request', () => {
    const invalid = { status: 405, reason: 'method-not-allowed', allow: 'GET' } as const
    expect(decide({ ...REQUEST, invalid })).toEqual({ kind: 'rejected', ...invalid })
    expect(decide({ ...REQUEST, invalid, isApi: true, hasBearer: true })).toMatchObject({
      kind: 'api-error',
      status: 405,
      code: 'method_not_allowed',
      allow: 'GET',
    })
  })
})

describe('an API client', () => {
  const call = { ...REQUEST, isApi: true, path: '/api/notes' }
  const decideCall = (request: Partial<Facts>) => decide({ ...call, ...request })

  it('learns the state of its session', () => {
    expect(decideCall({ status: 'unknown' })).toEqual({
      kind: 'api-error',
      status: 503,
      code: 'auth_unavailable',
      message: expect.stringContaining('Try again in a moment'),
    })
    expect(decideCall({ status: 'signed-out', isRecovering: true })).toMatchObject({
      code: 'password_reset_pending',
      message: 'Choose a new password first.',
    })
    expect(decideCall({ status: 'signed-out' })).toMatchObject({
      code: 'unauthenticated',
      message: 'Authentication required. Sign in, or send an access token.',
    })
  })

  it.each([
    [400, 'malformed', /cannot be decoded/],
    [403, 'cross-site', /Cross-site/],
    [405, 'method-not-allowed', /not allowed/],
    [413, 'too-large', /too large/],
  ] as const)('learns what is wrong with its request: %i %s', (status, reason, message) => {
    expect(decideCall({ invalid: { status, reason } })).toMatchObject({
      status,
      code: reason.replaceAll('-', '_'),
      message: expect.stringMatching(message),
    })
  })
})

it('responds with 503 at /unavailable, in every session state', () => {
  for (const status of ['signed-in', 'signed-out', 'unknown'] as const) {
    const request = { ...REQUEST, access: 'public', path: '/unavailable?redirectedFrom=%2F', status } as const
    expect(decide(request)).toEqual({ kind: 'unavailable' })
  }
})
