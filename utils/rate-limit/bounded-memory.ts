import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** More keys than real users cause within the time of a limit. */
const MAX_OPEN_KEYS = 10_000

/**
 * Counts in this process, with a maximum number of keys; the least recently counted is evicted first. A key whose limit is used
 * up is never evicted: it costs as many attempts as the limit allows, so an attacker cannot create many of them.
 */
export class BoundedMemory extends RateLimiterMemory {
  readonly #open = new Set<string | number>()
  readonly #max: number

  constructor(options: ConstructorParameters<typeof RateLimiterMemory>[0], max = MAX_OPEN_KEYS) {
    super(options)
    this.#max = max
  }

  override async consume(key: string | number): Promise<RateLimiterRes> {
    return await this.#bounded(key, await super.consume(key))
  }

  override async reward(key: string | number): Promise<RateLimiterRes> {
    return await this.#bounded(key, await super.reward(key))
  }

  override async set(key: string | number, points: number, secDuration: number): Promise<RateLimiterRes> {
    this.#open.delete(key)
    return await super.set(key, points, secDuration)
  }

  override async delete(key: string | number): Promise<boolean> {
    this.#open.delete(key)
    return await super.delete(key)
  }

  async #bounded(key: string | number, count: RateLimiterRes): Promise<RateLimiterRes> {
    this.#open.delete(key)
    if (count.consumedPoints < this.points) this.#open.add(key)
    const [oldest] = this.#open
    if (oldest !== undefined && this.#open.size > this.#max) await this.delete(oldest)
    return count
  }
}
