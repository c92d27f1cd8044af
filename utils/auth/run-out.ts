import { errorCode, parseObject } from './outcome'

/** The Date of an answer may come from a gateway whose clock is not quite the Auth server's. */
const TOLERANCE_S = 60

/**
 * Whether the Auth server refused an access token because it has run out by the server's clock, whatever this machine's own
 * clock says: then a refresh may still keep the session. Nothing is taken on trust here: whoever makes a token up gets no
 * further than their refresh token does.
 *
 * @param authorization the header that carried the token.
 * @param answer what the Auth server said. Its Date (RFC 9110, 6.6.1) tells the time there.
 */
export function hasRunOut(
  authorization: string | null,
  { headers, body }: { headers: Headers; body: string },
): boolean {
  if (errorCode(parseObject(body) ?? {}) !== 'bad_jwt') return false
  const [, payload = ''] = (authorization ?? '').split('.')
  const end = parseObject(Buffer.from(payload, 'base64url').toString())?.exp
  const now = Date.parse(headers.get('date') ?? '') / 1000
  return typeof end === 'number' && end - TOLERANCE_S <= now
}
