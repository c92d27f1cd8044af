import { describe, expect, it } from 'vitest'
import { accessTo, isApi, loginPath, signupPath } from '@/utils/auth/routes'

describe('accessTo', () => {
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
  ])('lets anybody open %s', (path) => expect(accessTo(path)).toBe('public'))

  it.each(['/login', '/signup', '/login/', '/signup/', '/magic-link', '/forgot-password', '/check-email'])(
    'keeps %s for guests',
    (path) => {
      expect(accessTo(path)).toBe('guest')
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
  ])('protects %s', (path) => expect(accessTo(path)).toBe('protected'))
})

describe('isApi', () => {
  it.each(['/api', '/api/me', '/api/notes/7'])('%s answers in JSON', (path) => expect(isApi(path)).toBe(true))
  it.each(['/', '/apis', '/apix/me', '/private/api'])('%s does not', (path) =>
    expect(isApi(path)).toBe(false),
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
