import { describe, expect, it } from 'vitest'
import {
  choosePasswordPath,
  errorPath,
  forgotPasswordPath,
  hasHandler,
  isApiPath,
  isMonitoringPath,
  isStaticFile,
  loginPath,
  magicLinkPath,
  reauthenticatePath,
  routeAccess,
  signInMethodsPath,
  signupPath,
  unavailablePath,
} from '@/utils/auth/routes'
import { allRoutes } from '../../support/routes'

describe('routeAccess', () => {
  it.each([
    '/',
    '/api/openapi.json',
    '/colors',
    '/confirm',
    '/error',
    '/reset-password',
    '/terms',
    '/privacy',
    '/code-of-conduct',
    '/auth/confirm',
    '/auth/signout',
    '/auth',
  ])('is public for %s', (path) => expect(routeAccess(path)).toBe('public'))

  it.each(['/login', '/signup', '/login/', '/signup/', '/magic-link', '/forgot-password', '/check-email'])(
    'keeps %s for signed-out users',
    (path) => {
      expect(routeAccess(path)).toBe('signed-out')
    },
  )

  it.each([
    '/private',
    '/private/',
    '/private/notes/7',
    '/private/x.png',
    '/private.json',
    '/loginx',
    '/login.json',
    '/login/x',
    '/authors',
    '/authx/confirm',
    '/errors',
    '/LOGIN',
    '/%6Cogin',
    '//login',
    '/login;a=b',
    '/api',
    '/api/me',
    '/api/openapi.jsonx',
    '/colors/1',
    '/anything-new',
    '/favicon.icon',
  ])('is protected for %s', (path) => expect(routeAccess(path)).toBe('protected'))
})

describe('isApiPath', () => {
  it.each(['/api', '/api/me', '/api/notes/7'])('is true for %s', (path) => expect(isApiPath(path)).toBe(true))
  it.each(['/', '/apis', '/apix/me', '/private/api'])('is false for %s', (path) =>
    expect(isApiPath(path)).toBe(false),
  )
})

describe('loginPath', () => {
  it('contains the requested path with its query', () => {
    expect(loginPath('/private?x=1&y=2')).toBe('/login?redirectedFrom=%2Fprivate%3Fx%3D1%26y%3D2')
  })

  it('says that a session has ended', () => {
    expect(loginPath('/private', 'session-ended')).toBe(
      '/login?redirectedFrom=%2Fprivate&notice=session-ended',
    )
    expect(loginPath(undefined, 'session-ended')).toBe('/login?notice=session-ended')
  })

  it('has no parameters if there is nothing to say', () => {
    expect(loginPath()).toBe('/login')
    expect(signupPath()).toBe('/signup')
  })
})

describe('routeAccess of paths without a session', () => {
  it.each([
    '/api/csp-reports',
    '/api/health',
    '/api/ready',
    '/community',
    '/community/announcements',
    '/community/materials',
    '/unavailable',
    '/about',
    '/account-deleted',
  ])('is public for %s', (path) => expect(routeAccess(path)).toBe('public'))
})

describe('isMonitoringPath', () => {
  it.each(['/api/health', '/api/ready'])('is true for %s', (path) =>
    expect(isMonitoringPath(path)).toBe(true),
  )
  it.each(['/', '', '/api/me', '/api/healthy'])('is false for %j', (path) =>
    expect(isMonitoringPath(path)).toBe(false),
  )
})

describe('hasHandler', () => {
  it.each(allRoutes())('knows the handler at $path: add new ones to HANDLER_TREES', ({ path, kind }) =>
    expect(hasHandler(path)).toBe(kind === 'handler'),
  )
})

describe('isStaticFile', () => {
  it.each(['/og.png', '/_next/static/a/b.js', '/_next/image'])('is true for %s', (path) =>
    expect(isStaticFile(path)).toBe(true),
  )
  it.each(['/private/og.png', '/og.pngx', '/private/_next/static/x', '/robots.txt/private'])(
    'is false for %s, so the middleware handles it',
    (path) => expect(isStaticFile(path)).toBe(false),
  )
})

describe('the paths of pages', () => {
  const from = '/private?x=1'
  const query = 'redirectedFrom=%2Fprivate%3Fx%3D1'

  it.each([
    [unavailablePath, '/unavailable'],
    [signupPath, '/signup'],
    [magicLinkPath, '/magic-link'],
    [forgotPasswordPath, '/forgot-password'],
    [reauthenticatePath, '/account/reauthenticate'],
    [choosePasswordPath, '/account/password'],
  ] as const)('%s leads back', (make, path) => expect(make(from)).toBe(`${path}?${query}`))

  it('contain the error', () => {
    expect(errorPath('link-expired')).toBe('/error?reason=link-expired')
    expect(errorPath('link-expired', from)).toBe(`/error?reason=link-expired&${query}`)
  })

  it('contain the result of adding a sign-in method', () => {
    expect(signInMethodsPath()).toBe('/account/sign-in-methods')
    expect(signInMethodsPath({ connected: 'github' })).toBe('/account/sign-in-methods?connected=github')
    expect(signInMethodsPath({ problem: 'identity-in-use' })).toContain('?problem=identity-in-use')
  })
})
