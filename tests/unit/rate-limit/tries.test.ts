import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeTry, waitBefore } from '@/utils/rate-limit/tries'

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

/** Tries once. @returns what came of it: the last one for now, or for how many seconds it was refused. */
async function attempt(outcome: Outcome, matter: 'login' | 'code' | 'mail' = 'login') {
  const taken = await takeTry(matter, account, NOWHERE)
  return taken.refused ? taken.waitS : ((await taken[outcome]()) ?? false)
}

async function times(count: number, outcome: Outcome, matter?: 'login' | 'code') {
  const results = []
  for (let n = 0; n < count; n += 1) results.push(await attempt(outcome, matter))
  return results
}

describe('five failures', () => {
  it('within five minutes refuse every try for fifteen, and are forgotten then', async () => {
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
    expect(await attempt('succeeded')).toBe(900)
    vi.advanceTimersByTime(15 * MINUTE - 1000)
    expect(await waitBefore('login', account, NOWHERE)).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(await waitBefore('login', account, NOWHERE)).toBe(0)
    expect(await times(5, 'failed')).toEqual([false, false, false, false, true])
  })

  it('refuse nobody when they took longer than five minutes', async () => {
    await times(4, 'failed')
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await times(4, 'failed')).toEqual(Array(4).fill(false))
  })

  it('do not become more while they are waited out', async () => {
    await times(5, 'failed')
    vi.advanceTimersByTime(10 * MINUTE)
    expect(await times(50, 'failed')).toEqual(Array(50).fill(300))
  })

  it('are told before the sixth try, however often one looks', async () => {
    await times(4, 'failed')
    for (let n = 0; n < 10; n += 1) expect(await waitBefore('login', account, NOWHERE)).toBe(0)
    await attempt('failed')
    expect(await waitBefore('login', account, NOWHERE)).toBe(900)
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

it('of many at once only as many are let through as there are tries', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => takeTry('code', account, NOWHERE)))
  expect(all.filter(({ refused }) => !refused)).toHaveLength(5)
})

it('a code is not guessed on for ten minutes after five wrong ones', async () => {
  await times(5, 'failed', 'code')
  expect(await attempt('succeeded', 'code')).toBe(600)
  expect(await attempt('succeeded', 'mail')).toBe(false)
})
