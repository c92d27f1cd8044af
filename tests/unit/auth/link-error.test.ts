import { describe, expect, it } from 'vitest'
import { isErrorReason } from '@/app/error/error-pages'
import { expiredLinkReason, linkErrorReason } from '@/utils/auth/email-links/link-error'

describe('a link that no longer works', () => {
  it.each([
    ['magiclink', 'sign-in-link-expired'],
    ['magic-link', 'sign-in-link-expired'],
    ['recovery', 'reset-link-expired'],
    ['email-change', 'email-change-link-expired'],
    ['email_change', 'email-change-link-expired'],
    ['reauthentication', 'reauthentication-link-expired'],
    ['signup', 'link-expired'],
    ['invite', 'link-expired'],
    [undefined, 'link-expired'],
  ] as const)('%s has an error page that leads to a new one: %s', (kind, reason) => {
    expect(expiredLinkReason(kind)).toBe(reason)
    expect(isErrorReason(reason)).toBe(true)
  })
})

describe('the error of a redirect from the Auth server', () => {
  it.each<[string, string | null]>([
    ['error=access_denied&error_code=otp_expired', 'reset-link-expired'],
    ['error_code=otp_expired', 'reset-link-expired'],
    ['error=server_error', 'reset-link-expired'],
    ['error=', 'reset-link-expired'],
    ['error_code=invented', 'reset-link-expired'],
    ['error=access_denied&error_code=user_banned', 'account-disabled'],
    ['error_code=user_banned', 'account-disabled'],
    ['message=Confirm+link+accepted', 'confirm-other-email'],
    ['message=', 'confirm-other-email'],
    ['verified=signup', 'email-confirmed'],
    ['verified=email', 'email-confirmed'],
    ['verified=invite', 'invitation-accepted'],
    ['verified=magiclink', 'link-other-browser'],
    ['verified=recovery', 'reset-link-other-browser'],
    ['verified=email_change', 'email-changed'],
    ['verified=', 'link-other-browser'],
    ['verified=constructor', 'link-other-browser'],
    ['verified=__proto__', 'link-other-browser'],
    ['', null],
    ['code=0123456789abcdef', null],
  ])('%s', (query, reason) => expect(linkErrorReason(new URLSearchParams(query), 'recovery')).toBe(reason))

  it('has the reason of its email', () => {
    const spent = new URLSearchParams('error_code=otp_expired')
    expect(linkErrorReason(spent, 'magic-link')).toBe('sign-in-link-expired')
    expect(linkErrorReason(spent, undefined)).toBe('link-expired')
  })
})
