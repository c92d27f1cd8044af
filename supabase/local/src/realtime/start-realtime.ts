import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'
import { type WebSocket, WebSocketServer } from 'ws'
import type { InTransaction } from '../auth/handle-request.ts'
import { checkApiKey } from '../http/api-key.ts'
import type { SigningKey } from '../signing-key.ts'
import { canReceive } from './can-receive.ts'
import { type Authorize, type Message, serveClient } from './serve-client.ts'

interface Realtime {
  /** Accepts the WebSocket of a client at /realtime/v1/websocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Disconnects every client. */
  close(): Promise<void>
}

/**
 * The part of Realtime that broadcasts from the database use: clients join private channels, which the policies of
 * `realtime.messages` allow, and receive what is added to that table.
 */
export async function startRealtime(
  database: PGlite,
  inTransaction: InTransaction,
  key: SigningKey,
): Promise<Realtime> {
  const server = new WebSocketServer({ noServer: true })
  const clients = new Map<WebSocket, (message: Message) => void>()

  const authorize: Authorize = async (topic, token) => {
    const claims = await key.verify(token).catch(() => undefined)
    if (!claims)
      return 'InvalidJWTToken: The access token is malformed, expired, or not signed by this project'
    return (await canReceive(inTransaction, topic, claims))
      ? claims
      : `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`
  }

  async function deliver(id: string): Promise<void> {
    const [message] = await inTransaction((sql) =>
      sql<Message>('select topic, event, payload from realtime.messages where id = $1 and private', [id]),
    )
    if (message) for (const receive of clients.values()) receive(message)
  }

  const unlisten = await database.listen('realtime_message', (id) => {
    if (clients.size > 0) deliver(id).catch((error) => console.error(error))
  })

  return {
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '', 'http://localhost')
      const isAllowed =
        url.pathname === '/realtime/v1/websocket' && !(checkApiKey(new Request(url)) instanceof Response)
      if (!isAllowed) return void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      server.handleUpgrade(request, socket, head, (client) => {
        clients.set(client, serveClient(client, authorize))
        client.on('close', () => clients.delete(client))
      })
    },
    async close() {
      await unlisten()
      for (const client of clients.keys()) client.terminate()
      server.close()
    },
  }
}
