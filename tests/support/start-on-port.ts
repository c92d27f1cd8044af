import { randomInt } from 'node:crypto'
import { isPortInUse } from './port-in-use.ts'

/** Below the ports that systems give out by themselves: from 32768 on Linux, from 49152 on macOS and Windows. */
const FIRST_PORT = 20_000
const LAST_PORT = 32_767
const ATTEMPTS = 10

/**
 * Starts a server that has to know its port before it listens, or that leaves its port for a time and comes back to it. No free port
 * is looked for: another process could take it before the server does. The server listens on one and, when it is taken, on another.
 *
 * @param start starts the server. It throws an error with the code EADDRINUSE, and leaves nothing running, when someone else listens there.
 */
export async function startOnPort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(randomInt(FIRST_PORT, LAST_PORT + 1))
    } catch (error) {
      if (!isPortInUse(error) || attempt === ATTEMPTS) throw error
    }
  }
}
