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
  ])('lets anyone open %s', (path) => expect(routeAccess(path)).toBe('public'))

  it.each(['/login', '/signup', '/login/', '/signup/', '/magic-link', '/forgot-password', '/check-email'])(
    'keeps %s for guests',
    (path) => {
      expect(routeAccess(path)).toBe('guest')
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
  ])('protects %s', (path) => expect(routeAccess(path)).toBe('protected'))
})

describe('isApiPath', () => {
  it.each(['/api', '/api/me', '/api/notes/7'])('%s answers in JSON', (path) =>
    expect(isApiPath(path)).toBe(true),
  )
  it.each(['/', '/apis', '/apix/me', '/private/api'])('%s does not', (path) =>
    expect(isApiPath(path)).toBe(false),
  )
})

describe('loginPath', () => {
  it('carries the path asked for, with its query', () => {
    expect(loginPath('/private?x=1&y=2')).toBe('/login?redirectedFrom=%2Fprivate%3Fx%3D1%26y%3D2')
  })

  it('says that a session has ended', () => {
    expect(loginPath('/private', 'session-ended')).toBe(
      '/login?redirectedFrom=%2Fprivate&notice=session-ended',
    )
    expect(loginPath(undefined, 'session-ended')).toBe('/login?notice=session-ended')
  })

  it('stays plain where there is nothing to say', () => {
    expect(loginPath()).toBe('/login')
    expect(signupPath()).toBe('/signup')
  })
})

describe('routeAccess, for what needs no one’s session', () => {
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
  ])('lets anyone open %s', (path) => expect(routeAccess(path)).toBe('public'))
})

describe('isMonitoringPath', () => {
  it.each(['/api/health', '/api/ready'])('asks nobody who asks for %s', (path) =>
    expect(isMonitoringPath(path)).toBe(true),
  )
  it.each(['/', '', '/api/me', '/api/healthy'])('asks at %j', (path) =>
    expect(isMonitoringPath(path)).toBe(false),
  )
})

describe('hasHandler', () => {
  it.each(allRoutes())('knows what responds at $path: add a handler to HANDLER_TREES', ({ path, kind }) =>
    expect(hasHandler(path)).toBe(kind === 'handler'),
  )
})

describe('isStaticFile', () => {
  it.each(['/og.png', '/_next/static/a/b.js', '/_next/image'])('%s is one', (path) =>
    expect(isStaticFile(path)).toBe(true),
  )
  it.each(['/private/og.png', '/og.pngx', '/private/_next/static/x', '/robots.txt/private'])(
    '%s is none, so the middleware meets it',
    (path) => expect(isStaticFile(path)).toBe(false),
  )
})

describe('the addresses of pages', () => {
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

  it('name what went wrong', () => {
    expect(errorPath('link-expired')).toBe('/error?reason=link-expired')
    expect(errorPath('link-expired', from)).toBe(`/error?reason=link-expired&${query}`)
  })

  it('name what came of a sign-in method', () => {
    expect(signInMethodsPath()).toBe('/account/sign-in-methods')
    expect(signInMethodsPath({ connected: 'github' })).toBe('/account/sign-in-methods?connected=github')
    expect(signInMethodsPath({ problem: 'identity-in-use' })).toContain('?problem=identity-in-use')
  })
})
