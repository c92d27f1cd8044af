const exposed = 'X-Total-Count, Link, X-Supabase-Api-Version, X-Sb-Error-Code'

/** The gateway's response to a preflight: any origin may send requests with any headers. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, HEAD, PUT, PATCH, POST, DELETE, OPTIONS, TRACE, CONNECT',
      'Access-Control-Allow-Headers': request.headers.get('Access-Control-Request-Headers') ?? '*',
      'Access-Control-Max-Age': '3600',
    },
  })
}

/** Lets pages of any origin read the response, as the gateway does. */
export function withCors(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.set('Access-Control-Allow-Origin', '*')
  headers.set('Access-Control-Expose-Headers', exposed)
  return new Response(response.body, { status: response.status, headers })
}
