/**
 * The name of a request, from its first line in the log to the page that its visitor sees. The middleware makes it, overwrites
 * what a client sent under this header, hands it inward and puts it on every answer.
 */
export const REQUEST_ID_HEADER = 'x-request-id'

/** https://www.w3.org/TR/server-timing/: by this entry a page in the browser can tell what its last request was called. */
export const REQUEST_TIMING = 'request'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The id that the middleware gave this request; undefined where none has passed it. */
export function getRequestId(headers: Headers): string | undefined {
  const id = headers.get(REQUEST_ID_HEADER) ?? ''
  return UUID.test(id) ? id : undefined
}

/** The headers by which an answer says what its request was called. */
export function requestIdHeaders(id: string): Record<string, string> {
  return { 'X-Request-Id': id, 'Server-Timing': `${REQUEST_TIMING};desc="${id}"` }
}
