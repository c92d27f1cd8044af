import { describe, expect, it } from 'vitest'
import { callbackErrorPath } from '@/utils/auth/oauth/callback-error-path'
import { ssoProviderOf } from '@/utils/auth/sso/sso-provider'

const ID = '5a3c5a3c-0000-4000-8000-000000000001'

describe('ssoProviderOf', () => {
  it('returns the ID of the identity provider', () => {
    expect(ssoProviderOf({ provider: `sso:${ID}`, providers: [`sso:${ID}`] })).toBe(ID)
  })

  it.each([
    undefined,
    null,
    {},
    { provider: 'email' },
    { provider: 'sso:' },
    { provider: 'sso:x' },
    { provider: [ID] },
  ])('returns nothing for %j', (metadata) => expect(ssoProviderOf(metadata)).toBeUndefined())
})

describe('callbackErrorPath', () => {
  it('passes the code on, and no description', () => {
    expect(callbackErrorPath({ error: 'server_error', error_code: 'x_y', error_description: '<xml>' })).toBe(
      '/auth/callback?error=server_error&error_code=x_y',
    )
  })

  it('keeps the message of the sign-up policy', () => {
    expect(callbackErrorPath({ error: 'access_denied', error_description: 'signup_not_allowed' })).toBe(
      '/auth/callback?error=access_denied&error_description=signup_not_allowed',
    )
  })

  it.each([
    {},
    { error: ['a', 'b'] },
    { error: '//evil.example' },
    { error_description: 'signup_not_allowed' },
  ])('ignores %j', (query) => expect(callbackErrorPath(query)).toBeNull())
})
