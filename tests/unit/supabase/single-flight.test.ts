import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { singleFlight } from '@/utils/supabase/single-flight'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('singleFlight', () => {
  const always = () => true

  it('does the work once for everyone who asks meanwhile', async () => {
    const fly = singleFlight<number>(1000)
    const work = vi.fn(async () => 7)
    const results = await Promise.all(Array.from({ length: 20 }, () => fly('key', work, always).result))
    expect(results).toEqual(Array(20).fill(7))
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('answers latecomers for a while, then does the work anew', async () => {
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

  it('tells who set off and who joined', async () => {
    const fly = singleFlight<number>(1000)
    const flights = [fly('key', async () => 7, always), fly('key', async () => 7, always)]
    expect(flights.map(({ joined }) => joined)).toEqual([false, true])
  })

  it('keeps different keys apart', async () => {
    const fly = singleFlight<string>(1000)
    const [a, b] = await Promise.all([
      fly('a', async () => 'a', always).result,
      fly('b', async () => 'b', always).result,
    ])
    expect([a, b]).toEqual(['a', 'b'])
  })

  it('forgets at once what may not be kept', async () => {
    const fly = singleFlight<number>(1000)
    const work = vi.fn(async () => 7)
    await fly('key', work, () => false).result
    await fly('key', work, () => false).result
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('fails for everyone on the flight and forgets the failure', async () => {
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
