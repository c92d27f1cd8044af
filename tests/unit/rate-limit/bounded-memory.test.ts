import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { BoundedMemory } from '@/utils/rate-limit/bounded-memory'

/** The seconds until an attempt would be allowed. */
async function secondsUntilAllowed(...args: Parameters<typeof countAttempt>): Promise<number> {
  const attempt = await countAttempt(...args)
  if (attempt.isRateLimited) return attempt.waitS
  await attempt.uncounted()
  return 0
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const NOWHERE = new Headers()

describe('with room for three keys', () => {
  let limiter: BoundedMemory
  beforeEach(() => {
    vi.useFakeTimers()
    limiter = new BoundedMemory({ points: 3, duration: 60 }, 3)
  })
  afterEach(() => vi.useRealTimers())

  const consume = (...keys: string[]) => Promise.allSettled(keys.map((key) => limiter.consume(key)))
  const counts = async (...keys: string[]) =>
    await Promise.all(keys.map(async (key) => (await limiter.get(key))?.consumedPoints))

  it('the least recently counted one is removed', async () => {
    await consume('a', 'b', 'c', 'a', 'd')
    expect(await counts('a', 'b', 'c', 'd')).toEqual([2, undefined, 1, 1])
    await limiter.reward('c')
    await consume('e')
    expect(await counts('a', 'b', 'c', 'd', 'e')).toEqual([undefined, undefined, 0, 1, 1])
  })

  it('a blocked one is not removed before its time is over', async () => {
    await consume('a', 'a', 'a', 'b', 'c', 'd', 'e', 'f')
    await limiter.set('g', 3, 600)
    await consume('h', 'i', 'j', 'k')
    await expect(limiter.consume('a')).rejects.toMatchObject({ remainingPoints: 0 })
    await expect(limiter.consume('g')).rejects.toMatchObject({ remainingPoints: 0 })
    expect(await counts('h', 'i', 'j', 'k')).toEqual([undefined, 1, 1, 1])
    vi.advanceTimersByTime(60_000)
    expect(await counts('a')).toEqual([undefined])
    expect(await counts('g')).toEqual([4])
  })

  it('one that is no longer blocked can be removed again', async () => {
    await consume('a', 'a', 'a')
    await limiter.reward('a')
    await consume('b', 'c', 'd')
    expect(await counts('a', 'd')).toEqual([undefined, 1])
  })

  it('a refund makes room', async () => {
    await consume('a', 'b', 'c')
    await limiter.delete('b')
    await consume('d')
    expect(await counts('a', 'b', 'c', 'd')).toEqual([1, undefined, 1, 1])
  })
})

it('fifty thousand made-up names use no more memory than a few, and unblock no one', {
  timeout: 60_000,
}, async () => {
  const victim = 'refused@example.com'
  for (let n = 0; n < 20; n += 1) await countAttempt('password', victim, NOWHERE)
  const flood = async (names: number, from: number) => {
    for (let n = 0; n < names; n += 1)
      await countAttempt('password', `made-up-${from + n}@example.com`, NOWHERE)
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const some = await flood(12_000, 0)
  const many = await flood(38_000, 12_000)
  expect(many - some).toBeLessThan(4_000_000)
  expect(await secondsUntilAllowed('password', victim, NOWHERE)).toBeGreaterThan(500)
})
