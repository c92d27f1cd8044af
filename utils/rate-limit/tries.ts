import type { RateLimiterRes } from 'rate-limiter-flexible'
import { clientAddress } from '@/utils/client-address'
import { env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { visitorOf } from '@/utils/supabase/visitor'
import { type Bucket, bucketsOf } from './buckets'
import { type Limits, limits, type Matter } from './limits'
import { askCounter } from './store'

export type Refused = { refused: true; matter: Matter; waitS: number }

export type Try =
  | Refused
  | {
      refused: false
      /** It was wrong. True: it was the last one for now. */
      failed(): Promise<boolean>
      /** It was right: the tries before it are forgotten, as far as they were this person's own. */
      succeeded(): Promise<void>
      /** It was not looked at after all. */
      uncounted(): Promise<void>
      /** It came to an end, with this error if with any. Where the Auth server did not answer, it was not looked at. */
      ended(code: string | undefined): Promise<void>
    }

/**
 * Counts a try before its outcome is known, however many come at once.
 *
 * @param account whom it is about, by address or id, known or not. Undefined: nobody in particular.
 * @param headers those of the request, which tell where it comes from, if anybody trustworthy does.
 */
export async function takeTry(matter: Matter, account: string | undefined, headers: Headers): Promise<Try> {
  const taken: { bucket: Bucket; last: boolean }[] = []
  const giveBack = (buckets: Bucket[]) => Promise.all(buckets.map(reward))

  for (const bucket of bucketsFor(matter, account, headers)) {
    const consumed = await consume(bucket)
    if ('waitS' in consumed) {
      await giveBack([...taken.map((one) => one.bucket), bucket])
      const { waitS } = consumed
      logEvent(visitorOf(headers), {
        event: 'throttled',
        limit: matter,
        scope: bucket.scope,
        retryAfterS: waitS,
        account,
      })
      return { refused: true, matter, waitS }
    }
    taken.push({ bucket, last: consumed.left === 0 })
  }

  const uncounted = async () => void (await giveBack(taken.map(({ bucket }) => bucket)))
  return {
    refused: false,
    async failed() {
      const closing = taken.filter(({ bucket, last }) => last && bucket.limit.refusedS)
      await Promise.all(closing.map(({ bucket }) => close(bucket)))
      return closing.length > 0
    },
    async succeeded() {
      const [own, ...others] = taken.map(({ bucket }) => bucket)
      if (own) await askCounter(own, (counter) => counter.delete(own.key))
      await giveBack(others)
    },
    uncounted,
    ended: async (code) => void (code === AUTH_UNAVAILABLE && (await uncounted())),
  }
}

/**
 * Looks whether a try would be refused, and takes none.
 *
 * @returns for how many seconds, 0 when it would not.
 */
export async function waitBefore(
  matter: Matter,
  account: string | undefined,
  headers: Headers,
): Promise<number> {
  const waits = bucketsFor(matter, account, headers).map(async (bucket) => {
    const count = await askCounter(bucket, (counter) => counter.get(bucket.key))
    return count && count.consumedPoints >= bucket.limit.tries ? seconds(count) : 0
  })
  return Math.max(0, ...(await Promise.all(waits)))
}

function bucketsFor(matter: Matter, account: string | undefined, headers: Headers): Bucket[] {
  const settings = env()
  const all: Record<Matter, Limits> = limits(settings)
  return bucketsOf(matter, all[matter], { account, address: clientAddress(headers, settings.network) })
}

async function consume(bucket: Bucket): Promise<{ left: number } | { waitS: number }> {
  try {
    const { remainingPoints } = await askCounter(bucket, (counter) => counter.consume(bucket.key))
    return { left: remainingPoints }
  } catch (refusal) {
    // Not by its class: the limiter may come from the other bundle, which has a class of its own.
    if (refusal instanceof Error) throw refusal
    return { waitS: seconds(refusal as RateLimiterRes) }
  }
}

async function reward(bucket: Bucket): Promise<void> {
  await askCounter(bucket, (counter) => counter.reward(bucket.key))
}

async function close(bucket: Bucket): Promise<void> {
  const { tries, withinS, refusedS = withinS } = bucket.limit
  await askCounter(bucket, (counter) => counter.set(bucket.key, tries, refusedS))
}

function seconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000))
}
