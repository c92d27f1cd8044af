/**
 * What a response of the Auth server says about a session.
 *
 * - `ended`: an error code says that the session is over.
 * - `rejected`: the access token is rejected because it has expired, its key was revoked, or it is malformed; a refresh may
 *   succeed.
 * - `unknown`: the response is not clear.
 */
export type SessionVerdict = 'active' | 'rejected' | 'ended' | 'unknown'

/** https://supabase.com/docs/guides/auth/debugging/error-codes: the error codes of a session that is over. */
const ENDED_CODES = new Set([
  'refresh_token_already_used',
  'refresh_token_not_found',
  'session_expired',
  'session_not_found',
  'user_banned',
  'user_not_found',
])

/** The kind of a request about a session, or null for any other. */
export type SessionQuestion = 'user' | 'refresh'

/** Recognizes the two requests whose response decides about a session: GET /user and the refresh of a token. */
export function sessionQuestion(method: string, url: URL): SessionQuestion | null {
  if (method === 'GET' && url.pathname.endsWith('/auth/v1/user')) return 'user'
  const refreshes = url.searchParams.get('grant_type') === 'refresh_token'
  return method === 'POST' && url.pathname.endsWith('/auth/v1/token') && refreshes ? 'refresh' : null
}

/**
 * Classifies the response to such a request.
 *
 * @param status HTTP status.
 * @param body the body as text; only JSON counts.
 */
export function classifySessionResponse(
  question: SessionQuestion,
  status: number,
  body: string,
): SessionVerdict {
  const json = parseObject(body)
  if (!json) return 'unknown'
  if (status >= 200 && status < 300) return isExpectedBody(question, json) ? 'active' : 'unknown'
  if (status < 400 || status >= 500 || status === 429) return 'unknown'
  const code = errorCode(json)
  if (question === 'user' && code === 'bad_jwt') return 'rejected'
  if (question === 'refresh' && code === 'validation_failed')
    return isNoRefreshToken(json) ? 'ended' : 'unknown'
  return code && ENDED_CODES.has(code) ? 'ended' : 'unknown'
}

/** "Refresh token is not valid" (supabase/auth, internal/api/token_refresh.go): the code alone is not specific. */
function isNoRefreshToken({ message, msg }: Record<string, unknown>): boolean {
  return /refresh.?token/i.test(String(message ?? msg))
}

/** The Auth server's error code in either of its two error formats, or null. */
export function errorCode(json: Record<string, unknown>): string | null {
  const code = json.error_code ?? json.code
  return typeof code === 'string' ? code : null
}

/** The JSON object in `body`, or null when it is anything else. */
export function parseObject(body: string): Record<string, unknown> | null {
  const json = parseJson(body)
  return isObject(json) ? json : null
}

/** Whether `body` is a JSON array, as the list of passkeys is. */
export function isArray(body: string): boolean {
  return Array.isArray(parseJson(body))
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isExpectedBody(question: SessionQuestion, json: Record<string, unknown>): boolean {
  if (question === 'user') return typeof json.id === 'string' && json.id !== ''
  const complete = [json.access_token, json.refresh_token].every(
    (token) => typeof token === 'string' && token,
  )
  return complete && isObject(json.user) && typeof json.user.id === 'string'
}

/**
 * Whether a response is a failure of the Auth server, for the circuit breaker. A 4xx never is, even from a gateway: a firewall or
 * a rate limit that rejects one client must not affect the others. A 500 with an error code is one only for a session question:
 * an email that cannot be delivered also causes it.
 *
 * @param question the request about a session, or null for any other.
 */
export function isAuthFailure(
  question: SessionQuestion | null,
  { status, body }: { status: number; body: string },
): boolean {
  if (status === 500 && question === null) return errorCode(parseObject(body) ?? {}) === null
  return status >= 500
}
