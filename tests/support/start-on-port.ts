import { randomInt } from 'node:crypto'
import { isPortInUse } from './port-in-use.ts'

/** Below the ports that systems assign themselves: from 32768 on Linux, from 49152 on macOS and Windows. */
const FIRST_PORT = 20_000
const LAST_PORT = 32_767
const ATTEMPTS = 10

/**
 * Starts a server that has to know its port before it listens, or that leaves its port for a while. It does not look for a free
 * port, which another process could take first: the server tries one port and, if it is in use, another.
 *
 * @param start starts the server. If the port is in use, it throws an error with the code EADDRINUSE and leaves nothing running.
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
