/** Makes the handler for the methods that a route does not have (RFC 9110, 15.5.6). */
export function methodNotAllowed(allow: string) {
  return () => new Response(null, { status: 405, headers: { Allow: allow } })
}
