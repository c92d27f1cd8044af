/**
 * Identifies a request in the log, in its response and on error pages. The middleware generates it and overwrites a header of this
 * name that a client sent.
 */
export const REQUEST_ID_HEADER = 'x-request-id'

/** https://www.w3.org/TR/server-timing/: a page in the browser reads the id of its last request from this entry. */
export const REQUEST_TIMING = 'request'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The id that the middleware generated; undefined if the request did not pass through it. */
export function getRequestId(headers: Headers): string | undefined {
  const id = headers.get(REQUEST_ID_HEADER) ?? ''
  return UUID.test(id) ? id : undefined
}

/** The response headers that carry the request id. */
export function requestIdHeaders(id: string): Record<string, string> {
  return { 'X-Request-Id': id, 'Server-Timing': `${REQUEST_TIMING};desc="${id}"` }
}
