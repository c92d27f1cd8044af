export type Flight<T> = {
  result: Promise<T>
  /** True when somebody else had set off before. */
  joined: boolean
}

/**
 * Runs one piece of work per key at a time and hands its result to everybody who asks meanwhile.
 *
 * @param keepMs how long a kept result goes on answering: requests that left the browser together do not all arrive together.
 * @returns `fly(key, work, keep)`. `keep` says whether a result may answer later callers too; any other is forgotten as soon
 *   as it is there. The result rejects, for everybody on the flight, with whatever `work` rejects with.
 */
export function singleFlight<T>(keepMs: number) {
  const flights = new Map<string, Promise<T>>()

  return function fly(key: string, work: () => Promise<T>, keep: (result: T) => boolean): Flight<T> {
    const underway = flights.get(key)
    if (underway) return { result: underway, joined: true }

    const result = work()
    const forget = () => flights.delete(key)
    flights.set(key, result)
    result.then((value) => (keep(value) ? setTimeout(forget, keepMs).unref() : forget()), forget)
    return { result, joined: false }
  }
}
