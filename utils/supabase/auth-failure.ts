import { errorCode, parseObject, type SessionQuestion } from '@/utils/auth/sessions/session-response'
import type { BufferedResponse } from './send-request'

/**
 * Whether a response is a failure of the Auth server, for the circuit breaker. A 4xx never is, even from a gateway: a firewall or
 * a rate limit that rejects one client must not affect the others. A 500 with an error code is one only for a session question:
 * an email that cannot be delivered also causes it.
 *
 * @param question the request about a session, or null for any other.
 */
export function isAuthFailure(question: SessionQuestion | null, { status, body }: BufferedResponse): boolean {
  if (status === 500 && question === null) return errorCode(parseObject(body) ?? {}) === null
  return status >= 500
}
