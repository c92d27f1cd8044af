import { subscribe } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { trackResponse } from './response-status'

/** Marks a request that does more than read, so that the middleware meets it whatever its address (middleware.ts). */
const WRITES_HEADER = 'x-writes'

/**
 * Rewrites the requests that Next cannot answer before it sees them, and puts headers on every answer of this server, anyone who
 * makes it (https://nodejs.org/api/diagnostics_channel.html#http).
 *
 * @param always what every answer says: the middleware meets neither files nor the redirects of Next.
 */
export function normalizeRequests(always: Record<string, string>): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    trackResponse(response)
    Object.assign(request, normalizeRequestLine(request))
    normalizeHeaders(request.headers, request.method)
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value)
  })
}

type RequestLine = Pick<IncomingMessage, 'method' | 'url'>

/**
 * The method and address of a request as Next can take them. An absolute address (RFC 9112, 3.2.2) becomes its path: Next would
 * repeat the host in a redirect. TRACE, and the * of OPTIONS, become what is refused with 405: Next would answer 500.
 */
export function normalizeRequestLine({ method, url = '/' }: RequestLine): RequestLine {
  return { method: method === 'TRACE' ? 'OPTIONS' : method, url: pathOf(url) }
}

/**
 * Removes the headers that Next would answer with a 500, from the headers themselves. A file is sent whole, whatever part of it
 * is asked for (RFC 9110, 14.2): without pages/_error.tsx, Next has no 416 and no 412
 * (https://github.com/vercel/next.js/issues/92141). A router state that cannot be read is none: the whole page is sent.
 */
export function normalizeHeaders(headers: IncomingHttpHeaders, method = 'GET'): void {
  // A public client must not choose the id of a trace or put its own data into one.
  for (const name of ['traceparent', 'tracestate', 'baggage']) delete headers[name]
  delete headers[WRITES_HEADER]
  if (method !== 'GET' && method !== 'HEAD') headers[WRITES_HEADER] = '1'
  else for (const name of ['range', 'if-match', 'if-unmodified-since']) delete headers[name]
  if (!isRouterState(headers['next-router-state-tree'])) delete headers['next-router-state-tree']
}

function isRouterState(header: string | string[] | undefined): boolean {
  try {
    parseAndValidateFlightRouterState(header)
    return true
  } catch {
    return false
  }
}

function pathOf(url: string): string {
  if (url.startsWith('/')) return url
  const absolute = URL.parse(url)
  return absolute?.pathname.startsWith('/') ? absolute.pathname + absolute.search : '/'
}
