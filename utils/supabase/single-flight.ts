export type Flight<T> = {
  result: Promise<T>
  /** True when another caller had started the work. */
  joined: boolean
}

/**
 * Runs work once per key at a time and gives its result to every caller.
 *
 * @param keepMs how long a result is reused after it arrived: requests that left the browser together may arrive one by one.
 * @returns `run(key, work, keep)`. `keep` says whether a result may be reused; any other is dropped as soon as it arrives. The
 *   result rejects, for every caller, with what `work` rejects with.
 */
export function singleFlight<T>(keepMs: number) {
  const flights = new Map<string, { result: Promise<T>; until: number }>()

  return function run(key: string, work: () => Promise<T>, keep: (result: T) => boolean): Flight<T> {
    // Expired results are removed here and not by timers: a timer would keep the memory of the request that started it.
    const now = Date.now()
    for (const [expired, { until }] of flights) if (until <= now) flights.delete(expired)

    const current = flights.get(key)
    if (current) return { result: current.result, joined: true }

    const flight = { result: work(), until: Number.POSITIVE_INFINITY }
    flights.set(key, flight)
    const drop = () => flights.delete(key)
    flight.result.then((result) => {
      if (keep(result)) flight.until = Date.now() + keepMs
      else drop()
    }, drop)
    return { result: flight.result, joined: false }
  }
}
