import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

export type RoundRobin = {
  url: string
  /** Sets the URLs of the servers. Before that it cannot forward requests. */
  serve(targets: readonly string[]): void
  /** The number of requests to each server, in the order of the servers. */
  counts: readonly number[]
  /** Forwards every request to one server from now on; null: in turn again. */
  only(server: number | null): void
  close(): Promise<void>
}

/**
 * Starts a load balancer on 127.0.0.1 that forwards each request to the next server in turn, without sticky sessions. It appends
 * the client's address to X-Forwarded-For, as such proxies do.
 */
export async function startRoundRobin(): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: false })
  const counts: number[] = []
  let targets: readonly string[] = []
  let next = 0
  let chosen: number | null = null

  const server = createServer((request, response) => {
    const turn = chosen ?? next
    next = (turn + 1) % targets.length
    counts[turn] = (counts[turn] ?? 0) + 1
    const { hostname, port } = new URL(targets[turn] ?? '')
    const { method, url: path, headers } = request
    const claimed = headers['x-forwarded-for']
    const forwarded = [claimed, request.socket.remoteAddress].filter(Boolean).join(', ')
    const onward = httpRequest(
      { hostname, port, method, path, agent, headers: { ...headers, 'x-forwarded-for': forwarded } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        answer.on('error', () => response.destroy())
      },
    )
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.listen(0)
  await once(server, 'listening')

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    counts,
    serve(servers) {
      targets = servers
      counts.push(...servers.map(() => 0))
    },
    only: (server) => {
      chosen = server
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      agent.destroy()
    },
  }
}
