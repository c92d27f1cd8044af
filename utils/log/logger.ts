import { trace } from '@opentelemetry/api'
import pino, { type LoggerOptions } from 'pino'
import { env } from '@/utils/env'
import { processSingleton } from '@/utils/process/process-singleton'
import { EVENTS, type LogEvent } from './events'
import { REDACTED } from './redact'
import { redactUnknown, SERIALIZERS } from './serializers'

/** The request that a line is about. */
export type RequestOrigin = { requestId?: string | undefined; address?: string | undefined }

/** Lines wait here while standard output is blocked. Further lines are dropped, so that memory stays bounded. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024

/** No event has these fields. pino removes them as a safeguard. */
const SECRET_FIELDS = ['password', 'token', 'secret', 'email', 'cookie', 'authorization', 'headers', 'body']

export const LOGGER_OPTIONS: LoggerOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: SERIALIZERS,
  formatters: { level: (level) => ({ level }), log: redactUnknown },
  mixin: traceContext,
  redact: { paths: SECRET_FIELDS, censor: REDACTED },
}

/** https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
function traceContext(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
}

/** The middleware and the pages share one logger: no line cuts another. */
const logger = processSingleton('the logger', () =>
  pino(
    { ...LOGGER_OPTIONS, level: env().logLevel },
    // pino writes what still waits when the process exits.
    pino.destination({ dest: 1, sync: false, maxLength: MAX_BUFFERED_BYTES }),
  ),
)

/**
 * Writes one line of JSON to standard output if `LOG_LEVEL` includes the event's level.
 *
 * @param origin the request, if there is one: its id, and the client's address, which is written as a pseudonym.
 */
export function logEvent({ requestId, address }: RequestOrigin, fields: LogEvent): void {
  const [level, message] = EVENTS[fields.event]
  const log = logger()
  if (!log.isLevelEnabled(level)) return
  const { event, ...rest } = fields
  log[level]({ event, requestId, client: address, ...rest }, message)
}
