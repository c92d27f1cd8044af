import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countAttempt } from '@/utils/rate-limit/attempts'

/** The seconds until an attempt would be allowed. */
async function secondsUntilAllowed(...args: Parameters<typeof countAttempt>): Promise<number> {
  const attempt = await countAttempt(...args)
  if (attempt.isRateLimited) return attempt.waitS
  await attempt.uncounted()
  return 0
}

const MINUTE = 60_000
const NOWHERE = new Headers()

/** Each test has its own account, because the counters belong to the process. */
let account = ''
let made = 0
beforeEach(() => {
  made += 1
  account = `person-${made}@example.com`
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

type Outcome = 'failed' | 'succeeded' | 'uncounted'

/** Makes one attempt. @returns whether it was the last one for now, or the seconds until the next. */
async function attempt(outcome: Outcome, limiter: 'login' | 'code' | 'reauthentication' = 'login') {
  const taken = await countAttempt(limiter, account, NOWHERE)
  return taken.isRateLimited ? taken.waitS : ((await taken[outcome]()) ?? false)
}

async function times(count: number, outcome: Outcome, limiter?: 'login' | 'code') {
  const results = []
  for (let n = 0; n < count; n += 1) results.push(await attempt(outcome, limiter))
  return results
}

describe('five failures', () => {
  it('within five minutes block every attempt for fifteen, and are reset afterwards', async () => {
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
    expect(await attempt('succeeded')).toBe(900)
    vi.advanceTimersByTime(15 * MINUTE - 1000)
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(0)
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
  })

  it('block no one if they took longer than five minutes', async () => {
    await times(4, 'failed')
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await times(4, 'failed')).toEqual(Array(4).fill(false))
  })

  it('are not extended by attempts during the block', async () => {
    await times(5, 'failed')
    vi.advanceTimersByTime(10 * MINUTE)
    expect(await times(50, 'failed')).toEqual(Array(50).fill(300))
  })

  it('are predicted before the sixth attempt, however often it is previewed', async () => {
    await times(4, 'failed')
    for (let n = 0; n < 10; n += 1) expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(0)
    await attempt('failed')
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(900)
  })
})

it('a success does not count', async () => {
  await times(4, 'failed')
  await attempt('succeeded')
  expect(await times(4, 'failed')).toEqual(Array(4).fill(false))
})

it('an unprocessed attempt does not count', async () => {
  expect(await times(40, 'uncounted')).toEqual(
    Array(40)
      .fill(undefined)
      .map(() => false),
  )
  expect(await attempt('failed')).toBe(false)
})

it('of simultaneous attempts, only as many are allowed as are left', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => countAttempt('code', account, NOWHERE)))
  expect(all.filter(({ isRateLimited }) => !isRateLimited)).toHaveLength(5)
})

it('after five incorrect codes, none is checked for ten minutes', async () => {
  await times(5, 'failed', 'code')
  expect(await attempt('succeeded', 'code')).toBe(600)
  expect(await attempt('succeeded', 'reauthentication')).toBe(false)
})

it('emails are delayed after five: one every three minutes, at most thirty per hour', async () => {
  const requestEmail = async () => {
    const taken = await countAttempt('email', account, NOWHERE)
    return taken.isRateLimited ? [taken.waitS, taken.isDelayed] : 'sent'
  }
  const firstSix = [
    await requestEmail(),
    await requestEmail(),
    await requestEmail(),
    await requestEmail(),
    await requestEmail(),
    await requestEmail(),
  ]
  expect(firstSix).toEqual(Array(6).fill('sent'))
  expect(await requestEmail()).toEqual([180, true])
  let sent = 6
  for (let second = 0; second < 60 * 60; second += 10) {
    if ((await requestEmail()) === 'sent') sent += 1
    vi.advanceTimersByTime(10_000)
  }
  expect(sent).toBeGreaterThan(24)
  expect(sent).toBeLessThanOrEqual(30)
})

it('an email that was not sent does not count toward the limit, for any client', async () => {
  for (let n = 0; n < 20; n += 1) {
    const taken = await countAttempt('email', account, NOWHERE)
    if (taken.isRateLimited) throw new Error(`refused at ${n}`)
    await taken.nothingSent()
  }
})

it('an attempt that was in progress at the last failure does not unlock the account', async () => {
  const taken = await Promise.all(Array.from({ length: 5 }, () => countAttempt('login', account, NOWHERE)))
  const [last, ...others] = taken.toReversed()
  if (last && !last.isRateLimited) expect(await last.failed()).toBe(true)
  for (const other of others) if (!other.isRateLimited) await other.uncounted()
  expect(await attempt('succeeded')).toBe(900)
})
