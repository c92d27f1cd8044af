import { describe, expect, it } from 'vitest'
import { evenDuration, evenTime } from '@/utils/auth/even-time'

describe('evenDuration', () => {
  it.each([
    [0, 800],
    [799, 800],
    [800, 800],
    [801, 1200],
    [1200, 1200],
    [2999, 3200],
  ])('what took %i ms lasts %i ms', (took, lasts) => expect(evenDuration(took)).toBe(lasts))
})

describe('evenTime', () => {
  it('gives what the work gives, no sooner than that', async () => {
    const start = performance.now()
    expect(await evenTime(async () => 'done')).toBe('done')
    expect(performance.now() - start).toBeGreaterThanOrEqual(799)
  })

  it('throws what the work throws, no sooner', async () => {
    const start = performance.now()
    await expect(evenTime(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(performance.now() - start).toBeGreaterThanOrEqual(799)
  })
})
