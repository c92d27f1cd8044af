import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'

const REQUEST_START = 'http.server.request.start'
/** Kubernetes and its kin kill a process 10 to 30 s after they have asked it to end. */
const ALL_CLOSED_WITHIN_MS = 9_000
const EVERY_MS = 100

type Started = { server: Server; response: ServerResponse }

/**
 * Lets SIGTERM and SIGINT end this server in good time. Next itself then takes no new connection, waits for every open one,
 * and exits (with 143 or 130: https://nextjs.org/docs/app/guides/self-hosting); but a browser or a load balancer keeps its
 * connections open for seconds after the last answer, and may go on asking. So each is closed as soon as it is idle.
 *
 * The server is Next's own; Node tells of it with the first request (https://nodejs.org/api/diagnostics_channel.html#http).
 */
export function enableGracefulShutdown(): void {
  const notice = (message: unknown) => {
    unsubscribe(REQUEST_START, notice)
    const { server } = message as Started
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => closeConnections(server))
  }
  subscribe(REQUEST_START, notice)
}

function closeConnections(server: Server): void {
  subscribe(REQUEST_START, (message) => (message as Started).response.setHeader('Connection', 'close'))
  setInterval(() => server.closeIdleConnections(), EVERY_MS).unref()
  setTimeout(() => server.closeAllConnections(), ALL_CLOSED_WITHIN_MS).unref()
}
