/**
 * A redirect that is followed with GET (RFC 9110, 15.4.4). The location is a path, which the browser resolves: it is correct
 * behind any proxy, and a forwarded host cannot change it.
 *
 * @param path a validated path on this site.
 */
export function redirectResponse(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } })
}
