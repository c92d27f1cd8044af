import { describe, expect, it } from 'vitest'
import { codeAttempts } from '@/utils/auth/code-attempts'

const MINUTE = 60_000

function attempts() {
  const clock = { now: 0 }
  return { clock, ...codeAttempts(() => clock.now) }
}

const take = ({ take }: ReturnType<typeof attempts>, times: number, email = 'ada@example.com') =>
  Array.from({ length: times }, () => take(email))

describe('codeAttempts', () => {
  it('lets five tries through and no sixth, however the address is written', () => {
    const tried = attempts()
    expect(take(tried, 6)).toEqual([true, true, true, true, true, false])
    expect(tried.take('ADA@example.com')).toBe(false)
  })

  it('counts each address by itself', () => {
    const tried = attempts()
    take(tried, 6)
    expect(tried.take('bob@example.com')).toBe(true)
  })

  it('begins anew ten minutes after the first, not after the last', () => {
    const tried = attempts()
    take(tried, 4)
    tried.clock.now = 9 * MINUTE
    expect(take(tried, 2)).toEqual([true, false])
    tried.clock.now = 10 * MINUTE + 1
    expect(tried.take('ada@example.com')).toBe(true)
  })

  it('forgets them after the right code', () => {
    const tried = attempts()
    take(tried, 5)
    tried.clear('ada@example.com')
    expect(tried.take('ada@example.com')).toBe(true)
  })

  it('does not count what was not looked at', () => {
    const tried = attempts()
    for (let n = 0; n < 20; n += 1) {
      expect(tried.take('ada@example.com')).toBe(true)
      tried.giveBack('ada@example.com')
    }
  })

  it('keeps the latest addresses when there are too many', () => {
    const tried = attempts()
    for (let n = 0; n < 10_000; n += 1) tried.take(`${n}@example.com`)
    take(tried, 5, 'ada@example.com')
    expect(tried.take('ada@example.com')).toBe(false)
    expect(take(tried, 6, '1@example.com')).toEqual([true, true, true, true, false, false])
  })
})
