import { setTimeout as wait } from 'node:timers/promises'
import { count } from './count'
import type { Counter } from './counters'

/** How far ahead a turn is given out: no one waits longer, and no more than so many wait. */
const MAX_WAIT_S = 3

/** Said of a request that came too late for a turn. */
export const RETRY_AFTER_S = 5

/** One attempt a second on the whole site, all instances together. */
const turnAt = (second: number): Counter => ({
  name: 'login.turn',
  scope: 'unusual',
  key: String(second),
  limit: { attempts: 1, withinS: 2 * MAX_WAIT_S },
})

/**
 * Takes a turn among the sign-ins with a password while too many of them fail: one password tried on many accounts from
 * everywhere is under no other limit, and has to become slow as a whole, not only each request of it.
 *
 * @returns when the turn begins, in milliseconds since 1970; null when those of the next seconds are taken.
 */
export async function reserveSlot(): Promise<number | null> {
  const now = Math.floor(Date.now() / 1000)
  for (let second = now; second <= now + MAX_WAIT_S; second += 1)
    if (!('waitS' in (await count(turnAt(second))))) return second * 1000
  return null
}

export async function waitForSlot(beginsAt: number): Promise<void> {
  const leftMs = Math.min(beginsAt - Date.now(), MAX_WAIT_S * 1000)
  if (leftMs > 0) await wait(leftMs)
}
