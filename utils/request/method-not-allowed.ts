/**
 * Makes the handlers for the methods that a route does not have (RFC 9110, 15.5.6). The route exports those that it needs.
 *
 * @param allow the methods that it has, as the answer lists them.
 */
export function methodsNotAllowed(allow: string) {
  const refuse = () => new Response(null, { status: 405, headers: { Allow: allow } })
  return {
    DELETE: refuse,
    GET: refuse,
    HEAD: refuse,
    OPTIONS: refuse,
    PATCH: refuse,
    POST: refuse,
    PUT: refuse,
  }
}
