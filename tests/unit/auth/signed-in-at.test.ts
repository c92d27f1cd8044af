import { describe, expect, it } from 'vitest'
import { emailVerifiedAt, isRecent, signedInAt } from '@/utils/auth/reauthentication/signed-in-at'

const proof = (method: string, timestamp: number) => ({ method, timestamp })

describe('signedInAt', () => {
  it('is the time of the newest sign-in', () => {
    expect(signedInAt([proof('totp', 200), proof('password', 300), proof('otp', 100)])).toBe(300)
  })

  it.each(['token_refresh', 'anonymous'])('does not count %s', (method) => {
    expect(signedInAt([proof(method, 300), proof('password', 100)])).toBe(100)
    expect(signedInAt([proof(method, 300)])).toBe(0)
  })

  it.each([undefined, null, [], 'password', ['password'], [{ method: 'password', timestamp: '300' }], {}])(
    'is zero for %j',
    (amr) => expect(signedInAt(amr)).toBe(0),
  )
})

describe('isRecent', () => {
  it.each([
    [1000, 1000, true],
    [1000, 1600, true],
    [1000, 1600.5, false],
    [0, 1_800_000_000, false],
    [1005, 1000, true],
  ])('signed in at %d, now %d: %s', (at, now, recent) => expect(isRecent(at, now * 1000)).toBe(recent))
})

describe('emailVerifiedAt', () => {
  it.each(['otp', 'recovery', 'magiclink'])('is the time of %s', (method) => {
    expect(emailVerifiedAt([proof('password', 300), proof(method, 200), proof(method, 100)])).toBe(200)
  })

  it.each(['password', 'oauth', 'totp', 'token_refresh', 'anonymous', ''])('does not count %j', (method) => {
    expect(emailVerifiedAt([proof(method, 300)])).toBe(0)
  })
})
