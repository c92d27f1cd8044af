import { AsyncLocalStorage } from 'node:async_hooks'
import { createClient } from '@redis/client'
import { type RateLimiterAbstract, RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible'
import { env } from '@/utils/env'
import { logEvent } from '@/utils/log/logger'
import { processSingleton } from '@/utils/process/process-singleton'
import { BoundedMemory } from './bounded-memory'
import type { Counter } from './counters'

/** Redis usually responds in less than a millisecond. */
const REDIS_TIMEOUT_MS = 250
const REDIS_CONNECT_TIMEOUT_MS = 1000
const REDIS_RETRY_DELAY_MS = 2000

type Store = { limiter: (counter: Counter) => RateLimiterAbstract; ready: Promise<void> }

/** Shared by the middleware and the pages. */
const store = processSingleton('the store of attempts', () => createStore(env().redisUrl))

/** Timers that reset counters run for minutes and retain their async context, which must not be that of a request. */
const outsideRequests = AsyncLocalStorage.snapshot()

/**
 * Runs an operation on the limiter of a counter: in Redis, shared by all instances, if REDIS_URL is set, otherwise in this
 * process. While Redis does not respond, each instance counts by itself.
 *
 * @throws what the operation throws, which includes a rejected attempt:
 *   https://github.com/animir/node-rate-limiter-flexible/wiki/API-methods
 */
export async function withLimiter<T>(
  counter: Counter,
  operation: (limiter: RateLimiterAbstract) => Promise<T>,
): Promise<T> {
  const { limiter, ready } = store()
  await ready
  return await outsideRequests(operation, limiter(counter))
}

function createStore(redisUrl: string | undefined): Store {
  const limiters = new Map<string, RateLimiterAbstract>()
  const { make, ready } = redisUrl ? inRedis(redisUrl) : inMemory()
  return {
    ready,
    limiter(counter) {
      const existing = limiters.get(counter.name)
      if (existing) return existing
      const created = make(counter)
      limiters.set(counter.name, created)
      return created
    },
  }
}

type LimiterFactory = { make: (counter: Counter) => RateLimiterAbstract; ready: Promise<void> }

const options = ({ name, limit }: Counter) => ({
  keyPrefix: `throttle:${name}`,
  points: limit.attempts,
  duration: limit.withinS,
})

function inMemory(): LimiterFactory {
  return { make: (counter) => new BoundedMemory(options(counter)), ready: Promise.resolve() }
}

function inRedis(url: string): LimiterFactory {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Detects a connection that no longer responds.
    pingInterval: REDIS_RETRY_DELAY_MS,
    socket: {
      connectTimeout: REDIS_CONNECT_TIMEOUT_MS,
      socketTimeout: 2 * REDIS_RETRY_DELAY_MS,
      reconnectStrategy: (attempts) => Math.min(100 * 2 ** attempts, REDIS_RETRY_DELAY_MS),
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
    // The first request waits for the connection, so that its attempt is counted in Redis.
    ready: new Promise((resolve) => {
      client.once('ready', resolve)
      client.once('error', () => resolve())
      setTimeout(resolve, REDIS_CONNECT_TIMEOUT_MS).unref()
    }),
    make(counter) {
      const limiter = new RateLimiterRedis({
        ...options(counter),
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new BoundedMemory(options(counter)),
      })
      return new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_TIMEOUT_MS })
    },
  }
}
