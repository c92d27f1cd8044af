import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** Starts a Realtime that accepts every channel, as a hosted project does while "Allow public access" is on. */
export async function startPublicRealtime(): Promise<{ url: string; close(): void }> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      const [joinRef, ref, topic] = JSON.parse(String(data))
      const payload = { status: 'ok', response: { postgres_changes: [] } }
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', payload]))
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate()
      server.close()
    },
  }
}
