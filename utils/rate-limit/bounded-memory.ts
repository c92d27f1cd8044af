import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** More names than fail within a limit's time, unless someone makes them up. */
const MAX_OPEN_KEYS = 10_000

/**
 * Counts in this process, and remembers no more than so many keys, least recently counted first out. A key that is refused is
 * never forgotten before its time: it costs as many attempts as the limit allows, so made-up names cannot become many of those.
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
