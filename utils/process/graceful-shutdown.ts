import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'

const REQUEST_START = 'http.server.request.start'
/** Orchestrators such as Kubernetes kill a process 10 to 30 s after SIGTERM. */
const CLOSE_ALL_AFTER_MS = 9_000
const EVERY_MS = 100

type Started = { server: Server; response: ServerResponse }

/**
 * Makes SIGTERM and SIGINT end this server in time. Next.js then accepts no new connection, waits for open ones, and exits (with
 * 143 or 130: https://nextjs.org/docs/app/guides/self-hosting); but browsers and load balancers keep connections open for seconds
 * after the last response and may send further requests. So each connection is closed as soon as it is idle.
 *
 * Next.js creates the server; Node.js passes it with the first request (https://nodejs.org/api/diagnostics_channel.html#http).
 */
export function enableGracefulShutdown(): void {
  const onFirstRequest = (message: unknown) => {
    unsubscribe(REQUEST_START, onFirstRequest)
    const { server } = message as Started
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => closeConnections(server))
  }
  subscribe(REQUEST_START, onFirstRequest)
}

function closeConnections(server: Server): void {
  subscribe(REQUEST_START, (message) => (message as Started).response.setHeader('Connection', 'close'))
  setInterval(() => server.closeIdleConnections(), EVERY_MS).unref()
  setTimeout(() => server.closeAllConnections(), CLOSE_ALL_AFTER_MS).unref()
}
