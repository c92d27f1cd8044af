export type Flight<T> = {
  result: Promise<T>
  /** True when another caller had started the work. */
  joined: boolean
}

/**
 * Runs work once per key at a time and gives its result to every caller.
 *
 * @param reuseMs how long a result is reused after it has arrived: simultaneous requests of a browser may arrive one by one.
 * @returns `run(key, work, isReusable)`. A result that is not reusable is dropped when it arrives. If `work` rejects, every
 *   caller gets the rejection.
 */
export function singleFlight<T>(reuseMs: number) {
  const flights = new Map<string, { result: Promise<T>; until: number }>()

  return function run(key: string, work: () => Promise<T>, isReusable: (result: T) => boolean): Flight<T> {
    // Expired results are removed here: a timer would retain the memory of the request that started it.
    const now = Date.now()
    for (const [expired, { until }] of flights) if (until <= now) flights.delete(expired)

    const current = flights.get(key)
    if (current) return { result: current.result, joined: true }

    const flight = { result: work(), until: Number.POSITIVE_INFINITY }
    flights.set(key, flight)
    const drop = () => flights.delete(key)
    flight.result.then((result) => {
      if (isReusable(result)) flight.until = Date.now() + reuseMs
      else drop()
    }, drop)
    return { result: flight.result, joined: false }
  }
}
