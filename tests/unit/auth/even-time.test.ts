import { describe, expect, it } from 'vitest'
import { ANSWER_AFTER_MS, evenRefusal, evenTime, inGoodTime } from '@/utils/auth/even-time'

const timed = async (work: () => Promise<unknown>) => {
  const start = performance.now()
  const result = await work().catch((error: Error) => error.message)
  return { result, ms: performance.now() - start }
}
const AT_ONCE_MS = ANSWER_AFTER_MS / 2

describe('evenTime', () => {
  it('gives what the work gives, no sooner than everybody gets theirs', async () => {
    const { result, ms } = await timed(() => evenTime(async () => 'done'))
    expect(result).toBe('done')
    expect(ms).toBeGreaterThanOrEqual(ANSWER_AFTER_MS - 1)
  })

  it('throws what the work throws, no sooner', async () => {
    const { result, ms } = await timed(() => evenTime(() => Promise.reject(new Error('no'))))
    expect(result).toBe('no')
    expect(ms).toBeGreaterThanOrEqual(ANSWER_AFTER_MS - 1)
  })
})

describe('inGoodTime', () => {
  it('gives what the work gives, at once', async () => {
    const { result, ms } = await timed(() => inGoodTime(async () => 'done'))
    expect(result).toBe('done')
    expect(ms).toBeLessThan(AT_ONCE_MS)
  })

  it('throws what the work throws, at once', async () => {
    const { result, ms } = await timed(() => inGoodTime(() => Promise.reject(new Error('no'))))
    expect(result).toBe('no')
    expect(ms).toBeLessThan(AT_ONCE_MS)
  })
})

describe('evenRefusal', () => {
  it('gives a success at once, and a refusal at a time that many others have', async () => {
    const isNo = (answer: string) => answer === 'no'
    const yes = await timed(() => evenRefusal(async () => 'yes', isNo))
    const no = await timed(() => evenRefusal(async () => 'no', isNo))
    expect([yes.result, no.result]).toEqual(['yes', 'no'])
    expect(no.ms - yes.ms).toBeGreaterThan(200)
  })
})
