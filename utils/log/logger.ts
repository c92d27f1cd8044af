import pino from 'pino'
import { env } from '@/utils/env'
import { processSingleton } from '@/utils/process/process-singleton'
import { LEVELS, type LogEvent } from './events'
import { allowedFields } from './fields'

/** Whose request a line is about. */
export type RequestOrigin = { requestId?: string | undefined; address?: string | undefined }

/** Lines wait here while standard output does not take them. More are dropped: a stuck reader must not fill the memory. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** One for the middleware and the pages, which write to the same place: no line cuts another. */
const logger = processSingleton('the logger', () =>
  pino(
    {
      level: env().logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    // pino writes what still waits when the process exits.
    pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES }),
  ),
)

/**
 * Writes one line of JSON to standard output, or nothing where `LOG_LEVEL` asks for less.
 *
 * @param origin the request, where there is one: its id, and its address, of which a pseudonym is written.
 */
export function logEvent({ requestId, address }: RequestOrigin, event: LogEvent): void {
  const { event: name, ...fields } = event
  const level = LEVELS[name]
  const log = logger()
  if (log.isLevelEnabled(level))
    log[level](allowedFields({ event: name, requestId, client: address, ...fields }))
}
