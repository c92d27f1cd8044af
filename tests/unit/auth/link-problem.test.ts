import { describe, expect, it } from 'vitest'
import { expiredLink, linkProblem } from '@/utils/auth/link-problem'
import { opensRecovery } from '@/utils/auth/opens-recovery'

describe('a link that no longer works', () => {
  it.each([
    ['magiclink', 'sign-in-link-expired'],
    ['magic-link', 'sign-in-link-expired'],
    ['recovery', 'reset-expired'],
    ['email-change', 'change-link-expired'],
    ['email_change', 'change-link-expired'],
    ['fresh-login', 'fresh-login-expired'],
    ['signup', 'link-expired'],
    ['invite', 'link-expired'],
    [undefined, 'link-expired'],
  ] as const)('%s has words that lead to a new one: %s', (kind, reason) => {
    expect(expiredLink(kind)).toBe(reason)
  })
})

describe('what the Auth server sends a browser back with', () => {
  it.each<[string, string | null]>([
    ['error=access_denied&error_code=otp_expired', 'reset-expired'],
    ['error_code=otp_expired', 'reset-expired'],
    ['error=server_error', 'reset-expired'],
    ['error=', 'reset-expired'],
    ['error_code=invented', 'reset-expired'],
    ['error=access_denied&error_code=user_banned', 'account-closed'],
    ['error_code=user_banned', 'account-closed'],
    ['message=Confirm+link+accepted', 'other-address'],
    ['message=', 'other-address'],
    ['verified=signup', 'address-confirmed'],
    ['verified=email', 'address-confirmed'],
    ['verified=invite', 'invited'],
    ['verified=magiclink', 'link-elsewhere'],
    ['verified=recovery', 'reset-elsewhere'],
    ['verified=email_change', 'email-changed'],
    ['verified=', 'link-elsewhere'],
    ['verified=constructor', 'link-elsewhere'],
    ['verified=__proto__', 'link-elsewhere'],
    ['', null],
    ['code=0123456789abcdef', null],
  ])('%s', (query, reason) => expect(linkProblem(new URLSearchParams(query), 'recovery')).toBe(reason))

  it('is told in the words of its own email', () => {
    const spent = new URLSearchParams('error_code=otp_expired')
    expect(linkProblem(spent, 'magic-link')).toBe('sign-in-link-expired')
    expect(linkProblem(spent, undefined)).toBe('link-expired')
  })
})

describe('opensRecovery', () => {
  const token = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
  const by = (...methods: string[]) => ({ amr: methods.map((method) => ({ method, timestamp: 1 })) })

  it.each([by('recovery'), by('password', 'recovery')])('says yes to %j', (claims) =>
    expect(opensRecovery(token(claims))).toBe(true),
  )

  it.each([
    by(),
    by('otp'),
    by('password', 'magiclink'),
    {},
    null,
    { amr: 'recovery' },
    { amr: ['recovery'] },
  ])('says no to %j', (claims) => expect(opensRecovery(token(claims))).toBe(false))

  it.each(['', 'x', 'x.y', 'x..z', 'recovery'])('says no to %j, which is no token', (text) =>
    expect(opensRecovery(text)).toBe(false),
  )
})
