import type { RateLimiterRes } from 'rate-limiter-flexible'
import type { Counter } from './counters'
import { withLimiter } from './store'

/** `counter`: the one that counted, to be given back to. `last`: it was the last attempt for now. */
export type CountResult = { counter: Counter; last: boolean }

/** Counts an attempt, however many come at once. @returns for how many seconds it is refused, when it is; then it is not counted. */
export async function count(counter: Counter): Promise<CountResult | { waitS: number }> {
  const counted = await countOnce(counter)
  const steady = steadyOf(counter)
  if (!('waitS' in counted) || !steady) return counted
  const paced = await countOnce(steady)
  return 'waitS' in paced ? { waitS: Math.min(counted.waitS, paced.waitS) } : paced
}

export async function refund(counter: Counter): Promise<void> {
  await withLimiter(counter, (limiter) => limiter.reward(counter.key))
}

export async function reset(counter: Counter): Promise<void> {
  await withLimiter(counter, (limiter) => limiter.delete(counter.key))
}

/** More than are ever on their way at once: what they give back must not open what is closed. */
const OUT_OF_REACH = 1_000_000

/** Refuses every attempt from now on, until the limit's time for that is over. */
export async function block(counter: Counter): Promise<void> {
  const { attempts, withinS, blockedS = withinS } = counter.limit
  await withLimiter(counter, (limiter) => limiter.set(counter.key, attempts + OUT_OF_REACH, blockedS))
}

const PACE = '.pace'

/** Whether a counter that counted belongs to a pace. */
export function isPacing({ name, limit }: Counter): boolean {
  return limit.thenEveryS !== undefined || name.endsWith(PACE)
}

/** What counts the attempts of a pace, once those that may come quickly are used up. */
function steadyOf({ limit: { thenEveryS, ...limit }, ...counter }: Counter): Counter | undefined {
  if (thenEveryS === undefined) return undefined
  return { ...counter, name: `${counter.name}${PACE}`, limit: { ...limit, attempts: 1, withinS: thenEveryS } }
}

async function countOnce(counter: Counter): Promise<CountResult | { waitS: number }> {
  try {
    const { remainingPoints } = await withLimiter(counter, (limiter) => limiter.consume(counter.key))
    return { counter, last: remainingPoints === 0 }
  } catch (refusal) {
    // Not by its class: the limiter may come from the other bundle, which has a class of its own.
    if (refusal instanceof Error) throw refusal
    await refund(counter)
    return { waitS: seconds(refusal as RateLimiterRes) }
  }
}

function seconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000))
}
