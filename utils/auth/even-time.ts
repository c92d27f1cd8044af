import { setTimeout as wait } from 'node:timers/promises'

/** Longer than the Auth server takes to send a mail or hash a password, as a rule. */
const FLOOR_MS = 800

/** Whatever takes longer ends at the next multiple of this. */
const STEP_MS = 400

/**
 * Does work whose duration would tell something, and ends at a time that does not: whether an address is known must not be
 * read off the clock (OWASP ASVS 5.0, 6.3.8).
 *
 * @returns what `work` returns. Throws what it throws, Next's redirect included, as late.
 */
export async function evenTime<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const [settled] = await Promise.allSettled([work()])
  const took = performance.now() - start
  await wait(evenDuration(took) - took)
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

/** How long something lasts in the end that took so many milliseconds by itself. */
export function evenDuration(took: number): number {
  return Math.max(FLOOR_MS, Math.ceil(took / STEP_MS) * STEP_MS)
}
