import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import { processSingleton } from '@/utils/process/process-singleton'

/** The services of a Supabase project that can fail separately. */
export type Upstream = 'auth' | 'data'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** The number of consecutive failures that opens a breaker. */
const FAILURES = 5
/** How long an open breaker rejects every call before it lets one through. */
const OPEN_MS = 500

/**
 * Makes a circuit breaker: https://martinfowler.com/bliki/CircuitBreaker.html. Without it every request waits for
 * a server that hangs (tests/long/overload.test.ts).
 */
export function createBreaker(failures = FAILURES, openMs = OPEN_MS) {
  const circuit = circuitBreaker(
    handleAll.orWhenResult((result) => (result as { isFailure: boolean }).isFailure),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) },
  )
  return {
    get state(): BreakerState {
      if (circuit.state === CircuitState.Closed) return 'closed'
      return circuit.state === CircuitState.HalfOpen ? 'half-open' : 'open'
    },
    /**
     * Makes a call unless the breaker is open.
     *
     * @param isFailure whether a result counts as a failure. A rejection always does.
     * @throws what `call` rejects with, or a BrokenCircuitError if no call was made.
     */
    async execute<T>(call: () => Promise<T>, isFailure: (result: T) => boolean): Promise<T> {
      // In this state the library lets every request wait for the one call that it makes (tests/long/overload.test.ts).
      if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError()
      const { result } = await circuit.execute(async () => {
        const result = await call()
        return { result, isFailure: isFailure(result) }
      })
      return result
    },
  }
}

const breakers = processSingleton('the circuit breakers of Supabase', () => ({
  auth: createBreaker(),
  data: createBreaker(),
}))

/** The breaker that the whole process shares. */
export const getBreaker = (upstream: Upstream) => breakers()[upstream]
