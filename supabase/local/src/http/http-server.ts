import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { isPortInUse, PortInUseError, type PortOption } from './port-in-use.ts'

/** Responds to one request; `peer` is the address of its socket. */
export type RequestHandler = (request: Request, peer: string) => Promise<Response>

export interface HttpServer {
  port: number
  /** Handles requests from now on, and those that wait already. */
  handle(handler: RequestHandler): void
  /** Hands over the connections that become WebSockets from now on. */
  onUpgrade(upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1 at once, so that a port in use is noticed before anything slow starts.
 * @param wanted the port; 0 uses any free one.
 * @param option the option that sets the port, for PortInUseError.
 */
export async function startHttpServer(wanted: number, option: PortOption): Promise<HttpServer> {
  const { promise: ready, resolve: handle } = Promise.withResolvers<RequestHandler>()
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { incoming }) => (await ready)(request, incoming.socket.remoteAddress ?? ''),
  })
  server.listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw isPortInUse(error) ? new PortInUseError(wanted, option) : error
  }
  return {
    port: (server.address() as AddressInfo).port,
    handle,
    onUpgrade: (upgrade) => void server.on('upgrade', upgrade),
    async close() {
      const closed = new Promise((done) => server.close(done))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
