import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { singleFlight } from '@/utils/supabase/single-flight'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('singleFlight', () => {
  const always = () => true

  it('runs once for all simultaneous callers', async () => {
    const fly = singleFlight<number>(1000)
    const work = vi.fn(async () => 7)
    const results = await Promise.all(Array.from({ length: 20 }, () => fly('key', work, always).result))
    expect(results).toEqual(Array(20).fill(7))
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('returns a cached result for a while, then runs again', async () => {
    const fly = singleFlight<number>(1000)
    const work = vi.fn(async () => 7)
    await fly('key', work, always).result
    await vi.advanceTimersByTimeAsync(999)
    await fly('key', work, always).result
    expect(work).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    await fly('key', work, always).result
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('reports who started and who joined', async () => {
    const fly = singleFlight<number>(1000)
    const flights = [fly('key', async () => 7, always), fly('key', async () => 7, always)]
    expect(flights.map(({ joined }) => joined)).toEqual([false, true])
  })

  it('separates different keys', async () => {
    const fly = singleFlight<string>(1000)
    const [a, b] = await Promise.all([
      fly('a', async () => 'a', always).result,
      fly('b', async () => 'b', always).result,
    ])
    expect([a, b]).toEqual(['a', 'b'])
  })

  it('does not cache excluded results', async () => {
    const fly = singleFlight<number>(1000)
    const work = vi.fn(async () => 7)
    await fly('key', work, () => false).result
    await fly('key', work, () => false).result
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('fails for all callers and does not cache the failure', async () => {
    const fly = singleFlight<number>(1000)
    const fail = vi.fn(async () => {
      throw new Error('no answer')
    })
    const both = await Promise.allSettled([fly('key', fail, always).result, fly('key', fail, always).result])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(fail).toHaveBeenCalledTimes(1)
    await expect(fly('key', async () => 7, always).result).resolves.toBe(7)
  })
})
