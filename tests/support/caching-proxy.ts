import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Agent, interceptors, request as send } from 'undici'

export type CachingProxy = { url: string; close(): Promise<void> }

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding']

/**
 * Starts an HTTP cache (RFC 9111) in front of a server on 127.0.0.1.
 *
 * @param type `shared` as a CDN; `private` also stores what is for one user, as a cache does that ignores it.
 */
export async function startCachingProxy(target: string, type: 'shared' | 'private'): Promise<CachingProxy> {
  const dispatcher = new Agent().compose(interceptors.cache({ type }))
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request
    const isRead = method === 'GET' || method === 'HEAD'
    try {
      const {
        statusCode,
        headers: received,
        body,
      } = await send(target + url, {
        method,
        dispatcher,
        headers: without(headers, HOP_BY_HOP),
        body: isRead ? null : request,
      })
      response.writeHead(statusCode, without(received, HOP_BY_HOP))
      await pipeline(body, response)
    } catch {
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await dispatcher.close()
    },
  }
}

function without<T>(headers: Record<string, T>, names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}
