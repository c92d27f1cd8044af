import type { RateLimiterRes } from 'rate-limiter-flexible'
import type { Counter } from './counters'
import { withLimiter } from './store'

/** `counter`: the one that counted, for a refund. `last`: no further attempt is allowed for now. */
export type CountResult = { counter: Counter; last: boolean }

/** Counts an attempt. @returns `waitS`, the seconds to wait, if the limit is used up; then the attempt is not counted. */
export async function count(counter: Counter): Promise<CountResult | { waitS: number }> {
  const counted = await countOnce(counter)
  const pacing = pacingCounter(counter)
  if (!('waitS' in counted) || !pacing) return counted
  const paceCount = await countOnce(pacing)
  return 'waitS' in paceCount ? { waitS: Math.min(counted.waitS, paceCount.waitS) } : paceCount
}

export async function refund(counter: Counter): Promise<void> {
  await withLimiter(counter, (limiter) => limiter.reward(counter.key))
}

export async function reset(counter: Counter): Promise<void> {
  await withLimiter(counter, (limiter) => limiter.delete(counter.key))
}

/** More than there are simultaneous attempts: their refunds must not lift the block. */
const BLOCK_MARGIN = 1_000_000

/** Rejects every attempt for the limit's `blockedS`. */
export async function block(counter: Counter): Promise<void> {
  const { attempts, withinS, blockedS = withinS } = counter.limit
  await withLimiter(counter, (limiter) => limiter.set(counter.key, attempts + BLOCK_MARGIN, blockedS))
}

const PACE = '.pace'

/** Whether a counter belongs to a pace. */
export function isPacing({ name, limit }: Counter): boolean {
  return limit.thenEveryS !== undefined || name.endsWith(PACE)
}

/** The counter of a pace after the initial attempts are used up. */
function pacingCounter({ limit: { thenEveryS, ...limit }, ...counter }: Counter): Counter | undefined {
  if (thenEveryS === undefined) return undefined
  return { ...counter, name: `${counter.name}${PACE}`, limit: { ...limit, attempts: 1, withinS: thenEveryS } }
}

async function countOnce(counter: Counter): Promise<CountResult | { waitS: number }> {
  try {
    const { remainingPoints } = await withLimiter(counter, (limiter) => limiter.consume(counter.key))
    return { counter, last: remainingPoints === 0 }
  } catch (rejection) {
    // Not by class: the limiter may come from the bundle of the middleware, which has its own classes.
    if (rejection instanceof Error) throw rejection
    await refund(counter)
    return { waitS: secondsUntil(rejection as RateLimiterRes) }
  }
}

function secondsUntil({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000))
}
