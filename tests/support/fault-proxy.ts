import { once } from 'node:events'
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { applies, type Fault, injectFaults } from './faults.ts'
import type { Secrets } from './secrets.ts'
import { startOnPort } from './start-on-port.ts'

/** A request that arrived. Of its query only `grant_type` is stored, of its headers only the names: the rest may be secret. */
export interface Call {
  method: string
  path: string
  at: number
  headers: string[]
}

export interface FaultProxy {
  url: string
  calls: readonly Call[]
  /** The number of requests whose `METHOD /path` contains the text or matches the pattern; of all requests by default. */
  count(wanted?: string | RegExp): number
  /** Clears the requests so far. */
  reset(): void
  /** After this resolves, requests meet the fault; null ends it. */
  fault(next: Fault | null): Promise<void>
  /** Closes every connection, also those that a fault holds open. */
  close(): Promise<void>
}

/**
 * Starts an HTTP proxy on 127.0.0.1 that counts the requests to a server and can simulate faults.
 * @param target the server's URL, for example `http://127.0.0.1:54321`.
 * @param secrets collects the secrets that pass through.
 */
export async function startFaultProxy(target: string, secrets?: Secrets): Promise<FaultProxy> {
  const calls: Call[] = []
  // The server may close a kept-alive connection just as it is used again, which would be an unwanted fault.
  const agent = new Agent({ keepAlive: false })
  let current: Fault | null = null

  const server = createServer((request, response) => {
    const call = describeCall(request)
    calls.push(call)
    const forward = () => {
      readBody(request, (body) => secrets?.addRequest(request.url ?? '/', request.headers, body))
      forwardTo(target, agent, request, response, secrets)
    }
    if (current && applies(current, call)) injectFaults(current, request, response, forward)
    else forward()
  })
  // While it refuses connections, it does not listen; afterwards it listens on the same port.
  const port = await startOnPort(listen)

  async function listen(wanted: number): Promise<number> {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
    return wanted
  }

  async function stopListening(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    count: (wanted = '') => calls.filter((call) => isWanted(call, wanted)).length,
    reset: () => void calls.splice(0),
    async fault(next) {
      current = next
      if (next?.kind === 'refuse') await stopListening()
      else if (!server.listening) await listen(port)
    },
    async close() {
      await stopListening()
      agent.destroy()
    },
  }
}

function describeCall(request: IncomingMessage): Call {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://proxy.invalid')
  const grant = searchParams.get('grant_type')
  return {
    method: request.method ?? '',
    path: grant ? `${pathname}?grant_type=${grant}` : pathname,
    at: Date.now(),
    headers: Object.keys(request.headers),
  }
}

function isWanted({ method, path }: Call, wanted: string | RegExp): boolean {
  const line = `${method} ${path}`
  return typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line)
}

function readBody(message: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  message.on('data', (chunk: Buffer) => chunks.push(chunk))
  message.on('end', () => done(Buffer.concat(chunks)))
}

function forwardTo(
  target: string,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  secrets?: Secrets,
): void {
  const { hostname, port, host } = new URL(target)
  const { method, url: path, headers } = request
  const onward = httpRequest(
    { hostname, port, method, path, agent, headers: { ...headers, host } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      readBody(answer, (body) => secrets?.addResponse(answer.headers, body))
      answer.on('error', () => response.destroy())
    },
  )
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
