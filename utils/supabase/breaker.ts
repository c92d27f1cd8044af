import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel'
import { processSingleton } from '@/utils/process/process-singleton'

/** What Supabase is made of, as far as one part can be away while the other is there. */
export type Upstream = 'auth' | 'data'

export type BreakerState = 'closed' | 'open' | 'half-open'

export type Breaker = {
  readonly state: BreakerState
  /**
   * Makes a call, if it makes sense now.
   *
   * @param failed whether an answer speaks against the upstream. A rejection always does.
   * @throws what `call` rejects with; at once, without a call, while the upstream is given up on, while another call finds out
   *   whether it is back, and while too many calls are in flight: nobody queues.
   */
  ask<T>(call: () => Promise<T>, failed: (answer: T) => boolean): Promise<T>
}

type Limits = {
  /** So many failures in a row open the breaker. */
  failures: number
  /** So long nobody is let through. Then one call is, and decides. */
  openMs: number
  /** So many calls may be in flight at once. */
  inFlight: number
}

const WHEN = { failures: 5, openMs: 500 }
/** One request asks the Auth server once at a time, the data API a few times. A healthy process gets nowhere near. */
const LIMITS: Record<Upstream | 'email', Limits> = {
  auth: { ...WHEN, inFlight: 100 },
  data: { ...WHEN, inFlight: 250 },
  // Calls of the Auth server that may send an email take seconds, and are to keep nobody from their session. What fails there may
  // be the SMTP server alone: whether the Auth server is there is asked for each of them (see email-call.ts).
  email: { ...WHEN, failures: Number.POSITIVE_INFINITY, inFlight: 500 },
}

/** What came of a call, and whether it counts as a failure. */
type Outcome<T> = { counts: boolean } & ({ answer: T } | { error: unknown })

/** Decides, call by call, whether an upstream is asked: https://martinfowler.com/bliki/CircuitBreaker.html */
export function createBreaker({ failures, openMs, inFlight }: Limits): Breaker {
  const circuit = circuitBreaker(
    handleWhenResult((outcome) => (outcome as Outcome<unknown>).counts),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) },
  )
  const seats = bulkhead(inFlight)
  let turned = 0
  const turn = () => {
    turned = performance.now()
  }
  circuit.onStateChange(turn)

  async function attempt<T>(call: () => Promise<T>, failed: (answer: T) => boolean): Promise<Outcome<T>> {
    const begun = performance.now()
    // What began before the last success or turn says nothing of the time after it: an outage leaves calls that fail late.
    const counts = () => begun >= turned
    try {
      const answer = await call()
      if (failed(answer)) return { answer, counts: counts() }
      turn()
      return { answer, counts: false }
    } catch (error) {
      return { error, counts: counts() }
    }
  }

  return {
    get state() {
      if (circuit.state === CircuitState.Closed) return 'closed'
      return circuit.state === CircuitState.HalfOpen ? 'half-open' : 'open'
    },
    async ask(call, failed) {
      // The library would let everybody wait for the one call that tries.
      if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError()
      const outcome = await seats.execute(() => circuit.execute(() => attempt(call, failed)))
      if ('error' in outcome) throw outcome.error
      return outcome.answer
    },
  }
}

const breakers = processSingleton('the breakers of Supabase', () => ({
  auth: createBreaker(LIMITS.auth),
  data: createBreaker(LIMITS.data),
  email: createBreaker(LIMITS.email),
}))

/** The breaker that everything in this process shares. */
export const getBreaker = (upstream: Upstream | 'email'): Breaker => breakers()[upstream]
