import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkFrequency, hashCode, isExpired, newCode } from '../../src/auth/one-time-code.ts'

// The clock stands still, so that a busy machine cannot change what is left of a period.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

test('a code has the requested number of digits', () => {
  expect(newCode(6)).toMatch(/^\d{6}$/)
  expect(newCode(8)).toMatch(/^\d{8}$/)
})

test('a hash belongs to one address and one code', () => {
  const hash = hashCode('a@b.example', '123456')
  expect(hash).toMatch(/^[0-9a-f]{56}$/)
  expect(hashCode('c@d.example', '123456')).not.toBe(hash)
  expect(hashCode('a@b.example', '123457')).not.toBe(hash)
})

test('a code expires, and one that was never sent is expired', () => {
  expect(isExpired(ago(599), 600)).toBe(false)
  expect(isExpired(ago(601), 600)).toBe(true)
  expect(isExpired(null, 600)).toBe(true)
})

describe('the cooldown between two emails', () => {
  test('is over', () => {
    expect(() => checkFrequency(null, 60)).not.toThrow()
    expect(() => checkFrequency(ago(60), 60)).not.toThrow()
  })

  test('says how long it still lasts', () => {
    expect(() => checkFrequency(ago(20), 60)).toThrow(
      expect.objectContaining({
        status: 429,
        code: 'over_email_send_rate_limit',
        message: 'For security purposes, you can only request this after 40 seconds.',
      }),
    )
  })
})
