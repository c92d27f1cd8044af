import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { after } from 'next/server'
import { isAuthReachable } from '@/utils/supabase/email-request'

/** When the response to a form that may send an email is sent: usually later than a call without an email takes. */
export const RESPOND_AFTER_MS = 1500

/** Slower responses are sent at a multiple of this. */
const STEP_MS = 500
const TOLERANCE_MS = 50

/** Failures after work on a password take a multiple of this: usually longer than a hash. */
export const FAILURE_STEP_MS = 400

/**
 * Does work that may send an email, and responds at a time that does not reveal whether an account exists (OWASP ASVS 5.0,
 * 6.3.8). Unfinished work continues after the response.
 *
 * @returns what `work` returns, or undefined if it continues: then it is sending an email. Errors of `work` are thrown at the
 *   same time.
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
  // Work that takes longer is sending an email, unless the Auth server hangs: then it is about to fail.
  if (!done && (await isAuthReachable()) && !done) {
    const elapsed = performance.now() - start
    if (elapsed > RESPOND_AFTER_MS + TOLERANCE_MS)
      await wait(Math.ceil(elapsed / STEP_MS) * STEP_MS - elapsed)
    after(() => result.catch(() => undefined))
    return undefined
  }
  return await result
}

/**
 * Does work on a password. A success returns at once. The time of a failure does not reveal whether an account exists: the Auth
 * server hashes the password only for a known address.
 *
 * @param isFailure whether the result is a failure.
 */
export async function withUniformFailureTiming<T>(
  work: () => Promise<T>,
  isFailure: (result: T) => boolean,
): Promise<T> {
  const start = performance.now()
  const result = await work()
  if (!isFailure(result)) return result
  const elapsed = performance.now() - start
  await wait(Math.ceil(elapsed / FAILURE_STEP_MS) * FAILURE_STEP_MS - elapsed)
  return result
}
