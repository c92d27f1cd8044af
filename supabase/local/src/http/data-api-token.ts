import { SignJWT } from 'jose'
import type { SigningKey } from '../signing-key.ts'

/**
 * The library's data API accepts HS256 tokens only: it gets the same claims, signed with its secret. A token that
 * this backend did not sign is forwarded unchanged and gets the data API's error (401, PGRST301); an expired one
 * keeps its expiry and is rejected as expired (401, PGRST303).
 * @param secret the HS256 secret shared with the library inside this process.
 */
export async function withDataApiToken(
  request: Request,
  key: SigningKey,
  secret: Uint8Array,
): Promise<Request | Response> {
  const token = /^Bearer\s+(?!sb_)(.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1]
  if (token === undefined) return request
  const parts = token.split('.').filter(Boolean).length
  if (parts !== 3) return unauthorized(`Expected 3 parts in JWT; got ${parts}`)
  const claims = await key.verify(token, { ignoreExpiry: true }).catch(() => undefined)
  if (claims === undefined) return request
  const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret)
  const headers = new Headers(request.headers)
  headers.set('Authorization', `Bearer ${signed}`)
  const { url, method } = request
  const body = method === 'GET' || method === 'HEAD' ? null : await request.arrayBuffer()
  return new Request(url, { method, headers, body })
}

function unauthorized(message: string): Response {
  const body = { code: 'PGRST301', details: null, hint: null, message }
  return Response.json(body, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } })
}
