import { BrokenCircuitError } from 'cockatiel'
import type { UpstreamFailure } from './events'
import { logEvent, type RequestOrigin } from './logger'

/** A request to another server failed, or its response is not the one that was requested. `kind` says how. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly kind: UpstreamFailure['kind']
  readonly status: number | undefined

  constructor(kind: UpstreamFailure['kind'], status?: number) {
    super(`no clear response: ${kind}`)
    this.kind = kind
    this.status = status
  }
}

/** Error codes of Node's fetch: https://nodejs.org/api/errors.html#common-system-errors */
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
 * Logs the upstream failures of one request: each upstream once, so that an outage causes one line per request.
 *
 * @returns a function that takes the failed call, with its start (`performance.now()`), and the error.
 */
export function upstreamReporter(origin: RequestOrigin) {
  const reported = new Set<string>()
  return function reportFailure({ upstream, url, since }: UpstreamCall, error: unknown): void {
    if (reported.has(upstream)) return
    reported.add(upstream)
    logEvent(origin, {
      event: 'upstream.failed',
      upstream,
      kind: kindOf(error),
      operation: new URL(url).pathname,
      status: error instanceof UpstreamError ? error.status : undefined,
      durationMs: Math.round(performance.now() - since),
    })
  }
}

function kindOf(error: unknown): UpstreamFailure['kind'] {
  if (error instanceof UpstreamError) return error.kind
  if (error instanceof BrokenCircuitError) return 'open'
  if (!(error instanceof Error)) return 'network'
  if (error.name === 'TimeoutError') return 'timeout'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return (Object.hasOwn(KINDS, code) && KINDS[code]) || 'network'
}
