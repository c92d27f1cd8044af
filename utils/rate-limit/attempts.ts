import { recognizedDevice } from '@/utils/auth/devices/device-cookie'
import { env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { clientAddress } from '@/utils/request/client-address'
import { getClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { block, type CountResult, count, isPacing, refund, reset } from './count'
import { type Counter, findCounters } from './counters'
import { type LimiterName, type Limits, limits, MFA_LIMITERS, type Scope } from './limits'
import { RETRY_AFTER_S, reserveSlot, waitForSlot } from './sign-in-queue'

export type RateLimitedAttempt = {
  isRateLimited: true
  limiter: LimiterName
  scope: Scope
  waitS: number
  /** Only delayed: the previous attempt succeeded a moment ago. */
  isDelayed: boolean
}

export type AllowedAttempt = {
  isRateLimited: false
  /** The attempt failed. Returns true if it was the last one allowed for now. */
  failed(): Promise<boolean>
  /** The attempt succeeded and does not count. Earlier failures in the narrowest scope are reset, unless it is `own`. */
  succeeded(): Promise<void>
  /** The attempt was not processed and does not count. */
  uncounted(): Promise<void>
  /** Nothing was sent to the account: its pace does not count the attempt. The other counters do. */
  nothingSent(): Promise<void>
  /** The attempt ended, with an error code or without. It does not count if the Auth server gave no clear response. */
  ended(code: string | undefined): Promise<void>
}

export type Attempt = RateLimitedAttempt | AllowedAttempt

/** When one of these is used up, another scope decides whether to reject the attempt. */
const NON_FINAL_SCOPES: Scope[] = ['own', 'unusual']

/**
 * Counts an attempt before its result is known, so that simultaneous attempts all count.
 *
 * @param account the email address or user ID, whether the account exists or not; undefined if the attempt concerns no account.
 * @param headers the request headers, for the client address and the device cookie.
 * @param own the key of the `own` scope, if it is not the recognized device.
 */
export async function countAttempt(
  limiter: LimiterName,
  account: string | undefined,
  headers: Headers,
  own?: string,
): Promise<Attempt> {
  const reject = (scope: Scope, waitS: number, isDelayed = false): RateLimitedAttempt => {
    const origin = getClientInfo(headers)
    logEvent(origin, { event: 'rate_limit.exceeded', limit: limiter, scope, retryAfterS: waitS, account })
    return { isRateLimited: true, limiter, scope, waitS, isDelayed }
  }
  const counters = await countersFor(limiter, account, headers, own)
  const [first, ...rest] = counters
  if (first?.scope === 'own') {
    const counted = await count(first)
    if (!('waitS' in counted)) return createAllowedAttempt([counted])
  }

  const counts: CountResult[] = []
  for (const counter of first?.scope === 'own' ? rest : counters) {
    const counted = await count(counter)
    if (!('waitS' in counted)) counts.push(counted)
    else if (counter.scope === 'unusual') {
      const slot = await reserveSlot()
      if (slot !== null) await waitForSlot(slot)
      else {
        await Promise.all(counts.map((each) => refund(each.counter)))
        return reject('unusual', RETRY_AFTER_S)
      }
    } else {
      await Promise.all(counts.map((each) => refund(each.counter)))
      return reject(counter.scope, counted.waitS, counter.limit.thenEveryS !== undefined)
    }
  }
  return createAllowedAttempt(counts)
}

/** For a form without a limiter. */
export const UNLIMITED_ATTEMPT: AllowedAttempt = createAllowedAttempt([])

function createAllowedAttempt(counts: CountResult[]): AllowedAttempt {
  const uncounted = async () => void (await Promise.all(counts.map(({ counter }) => refund(counter))))
  return {
    isRateLimited: false,
    async failed() {
      const exhausted = counts.filter(({ counter, last }) => last && counter.limit.blockedS)
      await Promise.all(exhausted.map(({ counter }) => block(counter)))
      return exhausted.some(({ counter }) => !NON_FINAL_SCOPES.includes(counter.scope))
    },
    async succeeded() {
      // A recognized device gets a new ID when it signs in, so that a copy of the old cookie gains nothing.
      const [narrowest, ...others] = counts.map(({ counter }) => counter)
      if (narrowest) await (narrowest.scope === 'own' ? refund(narrowest) : reset(narrowest))
      await Promise.all(others.map(refund))
    },
    uncounted,
    async nothingSent() {
      const pacing = counts.filter(({ counter }) => isPacing(counter))
      await Promise.all(pacing.map(({ counter }) => refund(counter)))
    },
    ended: async (code) => void (code === AUTH_UNAVAILABLE && (await uncounted())),
  }
}

async function countersFor(
  limiter: LimiterName,
  account: string | undefined,
  headers: Headers,
  own?: string,
): Promise<Counter[]> {
  const settings = env()
  const all: Record<LimiterName, Limits> = limits(settings)
  const step = MFA_LIMITERS.has(limiter) ? 'second-factor' : 'sign-in'
  const device =
    all[limiter].own && account && !own ? await recognizedDevice(headers, account, step) : undefined
  return findCounters(limiter, all[limiter], {
    account,
    own: own ?? device,
    clientAddress: clientAddress(headers, settings.network),
  })
}
