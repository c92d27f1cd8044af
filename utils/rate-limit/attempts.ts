import { recognizedDevice } from '@/utils/auth/devices/device-cookie'
import { env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { clientAddress } from '@/utils/request/client-address'
import { getClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { block, type CountResult, count, isPacing, refund, reset } from './count'
import { type Counter, findCounters } from './counters'
import { type LimiterName, type Limits, limits, type Scope } from './limits'
import { RETRY_AFTER_S, reserveSlot, waitForSlot } from './sign-in-queue'

export type RefusedAttempt = {
  refused: true
  limiter: LimiterName
  scope: Scope
  waitS: number
  /** Only too early: what was asked for happened a moment ago. */
  paced: boolean
}

export type AllowedAttempt = {
  refused: false
  /** It was wrong. True: it was the last one for now. */
  failed(): Promise<boolean>
  /** It was right: the attempts before it are forgotten, as far as they were this person's own. */
  succeeded(): Promise<void>
  /** It was not looked at after all. */
  uncounted(): Promise<void>
  /** Nothing came of it for the account: its pace is as before. The client is counted. */
  unpaced(): Promise<void>
  /** It came to an end, with this error if with any. Where the Auth server did not answer, it was not looked at. */
  ended(code: string | undefined): Promise<void>
}

export type Attempt = RefusedAttempt | AllowedAttempt

/** Refused by one of these, no one is told: who is refused is another question, or no one is. */
const NOT_THE_END: Scope[] = ['own', 'unusual']

/**
 * Counts an attempt before its outcome is known, however many come at once.
 *
 * @param account whom it is about, by address or id, known or not. Undefined: no one in particular.
 * @param headers those of the request: they tell where it comes from, if anyone trustworthy does, and whether this browser has
 *   signed in to the account before.
 * @param own whose own attempt it is, where that is not said by the browser.
 */
export async function countAttempt(
  limiter: LimiterName,
  account: string | undefined,
  headers: Headers,
  own?: string,
): Promise<Attempt> {
  const refuse = (scope: Scope, waitS: number, paced = false): RefusedAttempt => {
    const origin = getClientInfo(headers)
    logEvent(origin, { event: 'rate_limit.exceeded', limit: limiter, scope, retryAfterS: waitS, account })
    return { refused: true, limiter, scope, waitS, paced }
  }
  const counters = await countersFor(limiter, account, headers, own)
  const [first, ...rest] = counters
  if (first?.scope === 'own') {
    const counted = await count(first)
    if (!('waitS' in counted)) return takenAttempt([counted])
  }

  const taken: CountResult[] = []
  for (const counter of first?.scope === 'own' ? rest : counters) {
    const counted = await count(counter)
    if (!('waitS' in counted)) taken.push(counted)
    else if (counter.scope === 'unusual') {
      const turn = await reserveSlot()
      if (turn !== null) await waitForSlot(turn)
      else {
        await Promise.all(taken.map((one) => refund(one.counter)))
        return refuse('unusual', RETRY_AFTER_S)
      }
    } else {
      await Promise.all(taken.map((one) => refund(one.counter)))
      return refuse(counter.scope, counted.waitS, counter.limit.thenEveryS !== undefined)
    }
  }
  return takenAttempt(taken)
}

/** Of a form without a limiter. */
export const UNLIMITED_ATTEMPT: AllowedAttempt = takenAttempt([])

function takenAttempt(taken: CountResult[]): AllowedAttempt {
  const uncounted = async () => void (await Promise.all(taken.map(({ counter }) => refund(counter))))
  return {
    refused: false,
    async failed() {
      const closing = taken.filter(({ counter, last }) => last && counter.limit.blockedS)
      await Promise.all(closing.map(({ counter }) => block(counter)))
      return closing.some(({ counter }) => !NOT_THE_END.includes(counter.scope))
    },
    async succeeded() {
      // A known device gets a new id with its success: a copy of the old one must not profit.
      const [narrowest, ...others] = taken.map(({ counter }) => counter)
      if (narrowest) await (narrowest.scope === 'own' ? refund(narrowest) : reset(narrowest))
      await Promise.all(others.map(refund))
    },
    uncounted,
    async unpaced() {
      const pacing = taken.filter(({ counter }) => isPacing(counter))
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
  const device = all[limiter].own && account && !own ? await recognizedDevice(headers, account) : undefined
  return findCounters(limiter, all[limiter], {
    account,
    own: own ?? device,
    clientAddress: clientAddress(headers, settings.network),
  })
}
