import { AsyncLocalStorage } from 'node:async_hooks'
import { createClient } from '@redis/client'
import { type RateLimiterAbstract, RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible'
import { env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { processSingleton } from '@/utils/process/process-singleton'
import { BoundedMemory } from './bounded-memory'
import type { Counter } from './counters'

/** Redis answers in well under a millisecond. No one waits long for one that does not. */
const REDIS_ANSWERS_WITHIN_MS = 250
const REDIS_CONNECTS_WITHIN_MS = 1000
const REDIS_RETRIES_AFTER_MS = 2000

type Store = { limiter: (counter: Counter) => RateLimiterAbstract; ready: Promise<void> }

/** One for the middleware and the pages, which count together. */
const store = processSingleton('the store of attempts', () => open(env().redisUrl))

/** Timers that end counters live for minutes, and keep whatever they were started in: no request is to be that. */
const outsideRequests = AsyncLocalStorage.snapshot()

/**
 * Asks the limiter that keeps a counter: in Redis, for all instances together, where REDIS_URL is set, else in this process. While
 * Redis does not answer, each instance counts by itself: a login never waits for it.
 *
 * @throws what the question throws; a refusal is one: https://github.com/animir/node-rate-limiter-flexible/wiki/API-methods
 */
export async function withLimiter<T>(
  counter: Counter,
  question: (limiter: RateLimiterAbstract) => Promise<T>,
): Promise<T> {
  const { limiter, ready } = store()
  await ready
  return await outsideRequests(question, limiter(counter))
}

function open(redisUrl: string | undefined): Store {
  const limiters = new Map<string, RateLimiterAbstract>()
  const { make, ready } = redisUrl ? inRedis(redisUrl) : inMemory()
  return {
    ready,
    limiter(counter) {
      const known = limiters.get(counter.name)
      if (known) return known
      const made = make(counter)
      limiters.set(counter.name, made)
      return made
    },
  }
}

type Opened = { make: (counter: Counter) => RateLimiterAbstract; ready: Promise<void> }

const options = ({ name, limit }: Counter) => ({
  keyPrefix: `throttle:${name}`,
  points: limit.attempts,
  duration: limit.withinS,
})

function inMemory(): Opened {
  return { make: (counter) => new BoundedMemory(options(counter)), ready: Promise.resolve() }
}

function inRedis(url: string): Opened {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // A connection that has gone silent is given up, not waited on.
    pingInterval: REDIS_RETRIES_AFTER_MS,
    socket: {
      connectTimeout: REDIS_CONNECTS_WITHIN_MS,
      socketTimeout: 2 * REDIS_RETRIES_AFTER_MS,
      reconnectStrategy: (attempts) => Math.min(100 * 2 ** attempts, REDIS_RETRIES_AFTER_MS),
    },
  })
  let lost = false
  client.on('ready', () => {
    if (lost) logEvent({}, { event: 'redis.reconnected' })
    lost = false
  })
  client.on('error', () => {
    if (!lost) logEvent({}, { event: 'redis.disconnected' })
    lost = true
  })
  client.connect().catch(() => {})

  return {
    // The first request waits for the connection, so that its attempt is counted where it belongs.
    ready: new Promise((resolve) => {
      client.once('ready', resolve)
      client.once('error', () => resolve())
      setTimeout(resolve, REDIS_CONNECTS_WITHIN_MS).unref()
    }),
    make(counter) {
      const limiter = new RateLimiterRedis({
        ...options(counter),
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new BoundedMemory(options(counter)),
      })
      return new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_ANSWERS_WITHIN_MS })
    },
  }
}
