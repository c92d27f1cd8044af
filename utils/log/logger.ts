import pino from 'pino'
import { env } from '@/utils/env'
import { oncePerProcess } from '@/utils/once-per-process'
import { LEVELS, type LogEvent } from './events'
import { admitted } from './fields'

/** Whose request a line is about. */
export type Origin = { requestId?: string | undefined; address?: string | undefined }

/** Lines wait here while standard output does not take them. More are dropped: a stuck reader must not fill the memory. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024

/** One for the middleware and the pages, which write to the same place: no line cuts another. */
const logger = oncePerProcess('the logger', () =>
  pino(
    {
      level: env().logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    // pino writes what still waits when the process exits.
    pino.destination({ dest: 1, sync: false, maxLength: MOST_WAITING_BYTES }),
  ),
)

/**
 * Writes one line of JSON to standard output, or nothing where `LOG_LEVEL` asks for less.
 *
 * @param origin the request, where there is one: its id, and its address, of which a pseudonym is written.
 */
export function logEvent({ requestId, address }: Origin, event: LogEvent): void {
  const { event: name, ...fields } = event
  const level = LEVELS[name]
  const log = logger()
  if (log.isLevelEnabled(level)) log[level](admitted({ event: name, requestId, client: address, ...fields }))
}
