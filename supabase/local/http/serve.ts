import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { isTaken, PortTaken } from './port-taken.ts'

/** Answers one request; `peer` is the address of the socket it came from. */
export type Answer = (request: Request, peer: string) => Promise<Response>

export interface Served {
  port: number
  /** From here on requests get an answer; until then they are told to wait. */
  open(answer: Answer): void
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1 at once, so that a taken port is known before anything slow begins.
 * @param wanted the port; 0 takes any free one.
 * @param variable the environment variable that chooses the port, for the message of PortTaken.
 */
export async function serve(wanted: number, variable: string): Promise<Served> {
  let answer: Answer = async () => Response.json({ message: 'Starting' }, { status: 503 })
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: (request, { incoming }) => answer(request, incoming.socket.remoteAddress ?? ''),
  })
  server.listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw isTaken(error) ? new PortTaken(wanted, variable) : error
  }
  return {
    port: (server.address() as AddressInfo).port,
    open(next) {
      answer = next
    },
    async close() {
      const closed = new Promise((done) => server.close(done))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
