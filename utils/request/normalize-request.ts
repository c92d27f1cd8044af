import { subscribe } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { RENDER_HEADER, rememberServerAddress } from './own-request'
import { trackResponse } from './response-status'

/** Marks a request other than GET and HEAD, so that the middleware handles it at any path (middleware.ts). */
const WRITES_HEADER = 'x-writes'

/**
 * Rewrites requests that Next.js cannot handle, and adds headers to every response of this server, regardless of its source
 * (https://nodejs.org/api/diagnostics_channel.html#http).
 *
 * @param always the headers of every response: the middleware handles neither files nor the redirects of Next.js.
 */
export function normalizeRequests(always: Record<string, string>): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    trackResponse(response)
    rememberServerAddress(request.socket)
    Object.assign(request, normalizeRequestLine(request))
    normalizeHeaders(request.headers, request.method)
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value)
  })
}

/** The methods of RFC 9110 and 5789 that Next.js passes on. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

type RequestLine = Pick<IncomingMessage, 'method' | 'url'>

/**
 * Normalizes the method and URL of a request for Next.js. An absolute URL (RFC 9112, 3.2.2) becomes its path, because Next.js
 * would repeat the host in a redirect. Methods that no page or handler has become OPTIONS: TRACE would get a 500, and a 405 has to
 * name the methods of the handler. So does the * of OPTIONS.
 */
export function normalizeRequestLine({ method = 'GET', url = '/' }: RequestLine): RequestLine {
  return { method: METHODS.has(method) ? method : 'OPTIONS', url: pathOf(url) }
}

/**
 * Removes, in place, headers for which Next.js would respond with a 500. A Range is ignored and the whole file is sent (RFC 9110,
 * 14.2): without pages/_error.tsx, Next.js has no 416 and no 412 (https://github.com/vercel/next.js/issues/92141). A malformed
 * router state is removed: the whole page is sent.
 */
export function normalizeHeaders(headers: IncomingHttpHeaders, method = 'GET'): void {
  // A public client must not choose the ID of a trace or add data to it.
  for (const name of ['traceparent', 'tracestate', 'baggage']) delete headers[name]
  delete headers[WRITES_HEADER]
  if (method !== 'GET' && method !== 'HEAD') headers[WRITES_HEADER] = '1'
  else for (const name of ['range', 'if-match', 'if-unmodified-since']) delete headers[name]
  // A navigation in the browser receives a payload, not a page. Next.js hides its header from the middleware.
  if (headers.rsc !== undefined) headers[RENDER_HEADER] = '1'
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
