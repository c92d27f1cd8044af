import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countAttempt } from '@/utils/rate-limit/attempts'

/** For how many seconds an attempt would be refused. */
async function secondsUntilAllowed(...args: Parameters<typeof countAttempt>): Promise<number> {
  const attempt = await countAttempt(...args)
  if (attempt.isRateLimited) return attempt.waitS
  await attempt.uncounted()
  return 0
}

const MINUTE = 60_000
const NOWHERE = new Headers()

/** Each test has an account of its own: the counters are the process's. */
let account = ''
let made = 0
beforeEach(() => {
  made += 1
  account = `person-${made}@example.com`
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

type Outcome = 'failed' | 'succeeded' | 'uncounted'

/** Attempts once. @returns what came of it: the last one for now, or for how many seconds it was refused. */
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
  it('within five minutes refuse every attempt for fifteen, and are forgotten then', async () => {
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
    expect(await attempt('succeeded')).toBe(900)
    vi.advanceTimersByTime(15 * MINUTE - 1000)
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(0)
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
  })

  it('refuse no one when they took longer than five minutes', async () => {
    await times(4, 'failed')
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await times(4, 'failed')).toEqual(Array(4).fill(false))
  })

  it('do not become more while they are waited out', async () => {
    await times(5, 'failed')
    vi.advanceTimersByTime(10 * MINUTE)
    expect(await times(50, 'failed')).toEqual(Array(50).fill(300))
  })

  it('are told before the sixth attempt, however often one looks', async () => {
    await times(4, 'failed')
    for (let n = 0; n < 10; n += 1) expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(0)
    await attempt('failed')
    expect(await secondsUntilAllowed('login', account, NOWHERE)).toBe(900)
  })
})

it('a success takes its own failures back', async () => {
  await times(4, 'failed')
  await attempt('succeeded')
  expect(await times(4, 'failed')).toEqual(Array(4).fill(false))
})

it('what was not looked at does not count', async () => {
  expect(await times(40, 'uncounted')).toEqual(
    Array(40)
      .fill(undefined)
      .map(() => false),
  )
  expect(await attempt('failed')).toBe(false)
})

it('of many at once only as many are let through as there are attempts', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => countAttempt('code', account, NOWHERE)))
  expect(all.filter(({ isRateLimited }) => !isRateLimited)).toHaveLength(5)
})

it('a code is not guessed on for ten minutes after five wrong ones', async () => {
  await times(5, 'failed', 'code')
  expect(await attempt('succeeded', 'code')).toBe(600)
  expect(await attempt('succeeded', 'reauthentication')).toBe(false)
})

it('emails are paced after five: one every three minutes, thirty an hour at most', async () => {
  const ask = async () => {
    const taken = await countAttempt('email', account, NOWHERE)
    return taken.isRateLimited ? [taken.waitS, taken.isDelayed] : 'sent'
  }
  const askedAtOnce = [await ask(), await ask(), await ask(), await ask(), await ask(), await ask()]
  expect(askedAtOnce).toEqual(Array(6).fill('sent'))
  expect(await ask()).toEqual([180, true])
  let sent = 6
  for (let second = 0; second < 60 * 60; second += 10) {
    if ((await ask()) === 'sent') sent += 1
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

it('what was on its way when the last one failed does not open what it closed', async () => {
  const taken = await Promise.all(Array.from({ length: 5 }, () => countAttempt('login', account, NOWHERE)))
  const [last, ...others] = taken.toReversed()
  if (last && !last.isRateLimited) expect(await last.failed()).toBe(true)
  for (const other of others) if (!other.isRateLimited) await other.uncounted()
  expect(await attempt('succeeded')).toBe(900)
})
