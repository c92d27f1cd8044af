import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { PortTaken } from './port-taken.ts'

/**
 * Makes sure that a loopback port can be listened on.
 * @param wanted the port; 0 takes any free one.
 * @param variable the environment variable that chooses this port, for the message.
 * @returns the port. Throws PortTaken when something listens there already.
 */
export async function freePort(wanted: number, variable: string): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw isTaken(error) ? new PortTaken(wanted, variable) : error
  }
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** Whether an error means that a port is in use. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
