import { setTimeout as wait } from 'node:timers/promises'
import { count } from './count'
import type { Counter } from './counters'

/** How far ahead slots are reserved: the maximum wait, and with one slot per second the length of the queue. */
const MAX_WAIT_S = 3

/** The Retry-After of a request that gets no slot. */
export const RETRY_AFTER_S = 5

/** One attempt per second on the whole site, across all instances. */
const slotAt = (second: number): Counter => ({
  name: 'login.slot',
  scope: 'unusual',
  key: String(second),
  limit: { attempts: 1, withinS: 2 * MAX_WAIT_S },
})

/**
 * Reserves a slot for a sign-in with a password while too many of them fail. It slows down password spraying from many addresses,
 * which no other limit catches.
 *
 * @returns the start of the slot, in milliseconds since 1970; null if all slots are taken.
 */
export async function reserveSlot(): Promise<number | null> {
  const now = Math.floor(Date.now() / 1000)
  for (let second = now; second <= now + MAX_WAIT_S; second += 1)
    if (!('waitS' in (await count(slotAt(second))))) return second * 1000
  return null
}

export async function waitForSlot(startsAt: number): Promise<void> {
  const leftMs = Math.min(startsAt - Date.now(), MAX_WAIT_S * 1000)
  if (leftMs > 0) await wait(leftMs)
}
