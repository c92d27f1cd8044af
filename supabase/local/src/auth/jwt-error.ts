import { decodeProtectedHeader, errors } from 'jose'

/**
 * The real server's message about an invalid token, which applications see in logs and must not depend on.
 * @param error the error of its verification.
 */
export function jwtErrorMessage(token: string, error: unknown): string {
  const parts = token.split('.')
  if (parts.length !== 3) return 'token is malformed: token contains an invalid number of segments'
  const malformed =
    jsonProblem(parts[0] ?? '', 'header') ??
    jsonProblem(parts[1] ?? '', 'claim') ??
    base64Problem(parts[2] ?? '', 'signature')
  if (malformed) return `token is malformed: ${malformed}`

  const { alg, kid } = decodeProtectedHeader(token)
  if (!alg) return 'token is unverifiable: signing method (alg) is unspecified'
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `token signature is invalid: signing method ${alg} is invalid`
  if (error instanceof errors.JWKSNoMatchingKey)
    return `token is unverifiable: error while executing keyfunc: unrecognized JWT kid ${kid ?? '<nil>'} for algorithm ${alg}`
  if (error instanceof errors.JWTExpired) return 'token has invalid claims: token is expired'
  return `token signature is invalid: ${alg === 'ES256' ? 'crypto/ecdsa: verification error' : 'signature is invalid'}`
}

function jsonProblem(part: string, name: string): string | undefined {
  const problem = base64Problem(part, name)
  if (problem) return problem
  const text = Buffer.from(part, 'base64url').toString()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined
    return `could not JSON decode ${name}: json: cannot unmarshal it into a Go map`
  } catch {
    const reason =
      text === ''
        ? 'unexpected end of JSON input'
        : `invalid character '${text[0]}' looking for beginning of value`
    return `could not JSON decode ${name}: ${reason}`
  }
}

function base64Problem(part: string, name: string): string | undefined {
  const foreign = part.search(/[^\w-]/)
  const at = foreign < 0 && part.length % 4 === 1 ? part.length - 1 : foreign
  return at < 0 ? undefined : `could not base64 decode ${name}: illegal base64 data at input byte ${at}`
}
