import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { after } from 'next/server'
import { isAuthReachable } from '@/utils/supabase/email-request'

/** When forms that may send an email are answered: later than a call has its answer, as a rule, that sends none. */
export const RESPOND_AFTER_MS = 1500

/** Whatever has to take longer ends at a multiple of this. */
const STEP_MS = 500
const TOLERANCE_MS = 50

/** What is refused after work on a password lasts a multiple of this: longer than a hash takes, as a rule. */
export const FAILURE_STEP_MS = 400

/**
 * Does work that may send an email, and ends at a time that tells nothing: whether an address is known must not be read off the
 * clock (OWASP ASVS 5.0, 6.3.8). Work that is not done by then goes on after the response.
 *
 * @returns what `work` returns, or undefined when it goes on: an email is on its way. Throws what it throws, as late.
 */
export async function withUniformTiming<T>(work: () => Promise<T>): Promise<T | undefined> {
  return await until(wait(RESPOND_AFTER_MS), work)
}

/** As withUniformTiming, but ends as soon as the work does: for a signed-in user, who may know the result. */
export async function withResponseDeadline<T>(work: () => Promise<T>): Promise<T | undefined> {
  const result = work()
  const done = result.then(
    () => undefined,
    () => undefined,
  )
  return await until(Promise.race([wait(RESPOND_AFTER_MS), done]), () => result)
}

async function until<T>(time: Promise<unknown>, work: () => Promise<T>): Promise<T | undefined> {
  const start = performance.now()
  let done = false
  const result = work().finally(() => {
    done = true
  })
  result.catch(() => undefined)
  await time
  // What takes longer sends an email, unless the Auth server hangs: then the work is about to fail.
  if (!done && (await isAuthReachable()) && !done) {
    const took = performance.now() - start
    if (took > RESPOND_AFTER_MS + TOLERANCE_MS) await wait(Math.ceil(took / STEP_MS) * STEP_MS - took)
    after(() => result.catch(() => undefined))
    return undefined
  }
  return await result
}

/**
 * Does work on a password. A success ends at once; what is refused ends at a time that tells nothing: the Auth server hashes
 * the password only for an address that it knows.
 *
 * @param refused whether the result is a refusal.
 */
export async function withUniformFailureTiming<T>(
  work: () => Promise<T>,
  refused: (result: T) => boolean,
): Promise<T> {
  const start = performance.now()
  const result = await work()
  if (!refused(result)) return result
  const took = performance.now() - start
  await wait(Math.ceil(took / FAILURE_STEP_MS) * FAILURE_STEP_MS - took)
  return result
}
