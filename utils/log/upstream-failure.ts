import { BrokenCircuitError, BulkheadRejectedError } from 'cockatiel'
import type { UpstreamFailure } from './events'
import { logEvent, type RequestOrigin } from './logger'

/** An upstream did not give the answer that was asked for. `kind` says how. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly kind: UpstreamFailure['kind']
  readonly status: number | undefined

  constructor(kind: UpstreamFailure['kind'], status?: number) {
    super(`no clear answer: ${kind}`)
    this.kind = kind
    this.status = status
  }
}

/** What Node's fetch says of a connection: https://nodejs.org/api/errors.html#common-system-errors */
const KINDS: Record<string, UpstreamFailure['kind']> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
}

export type UpstreamCall = { upstream: UpstreamFailure['upstream']; url: string; since: number }

/**
 * Logs the failures of one request's upstreams: each upstream once, so that an outage is as many lines as there are requests.
 *
 * @returns a function that is told what was asked, since when (`performance.now()`), and what was thrown.
 */
export function upstreamReporter(origin: RequestOrigin) {
  const told = new Set<string>()
  return function reportFailure({ upstream, url, since }: UpstreamCall, error: unknown): void {
    if (told.has(upstream)) return
    told.add(upstream)
    logEvent(origin, {
      event: 'upstream.failed',
      upstream,
      kind: kindOf(error),
      operation: new URL(url).pathname,
      status: error instanceof UpstreamError ? error.status : undefined,
      durationMs: performance.now() - since,
    })
  }
}

function kindOf(error: unknown): UpstreamFailure['kind'] {
  if (error instanceof UpstreamError) return error.kind
  if (error instanceof BrokenCircuitError) return 'open'
  if (error instanceof BulkheadRejectedError) return 'full'
  if (!(error instanceof Error)) return 'network'
  if (error.name === 'TimeoutError') return 'timeout'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return (Object.hasOwn(KINDS, code) && KINDS[code]) || 'network'
}
