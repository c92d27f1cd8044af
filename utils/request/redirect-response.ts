/**
 * A redirect that is followed with GET (RFC 9110, 15.4.4). The address is a path: the browser resolves it, so that it is right
 * behind any proxy, and no forwarded host can ever name another.
 *
 * @param path a path on this site, checked already.
 */
export function redirectResponse(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } })
}
