import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/**
 * Has the request lines that Next cannot answer rewritten before it sees them
 * (https://nodejs.org/api/diagnostics_channel.html#http).
 */
export function plainRequestLines(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    Object.assign(request, plainRequestLine(request))
  })
}

type RequestLine = Pick<IncomingMessage, 'method' | 'url'>

/**
 * The method and address of a request as Next can take them. An absolute address (RFC 9112, 3.2.2) becomes its path: Next would
 * repeat the host in a redirect. TRACE, and the * of OPTIONS, become what is refused with 405: Next would answer 500.
 */
export function plainRequestLine({ method, url = '/' }: RequestLine): RequestLine {
  return { method: method === 'TRACE' ? 'OPTIONS' : method, url: pathOf(url) }
}

function pathOf(url: string): string {
  if (url.startsWith('/')) return url
  const absolute = URL.parse(url)
  return absolute?.pathname.startsWith('/') ? absolute.pathname + absolute.search : '/'
}
