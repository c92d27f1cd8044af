import { errorCode, parseObject, type SessionQuestion } from '@/utils/auth/sessions/session-response'
import type { BufferedResponse } from './send-request'

/**
 * Whether an answer says that the Auth server is not well, rather than something about who asked. Every 4xx is the asker's own
 * matter, a gateway's too: what a firewall or a limit holds against one visitor must not shut everyone out. So is a 500 with one
 * of the server's own codes, which an email that cannot be delivered brings about, unless a session was asked about.
 *
 * @param question what was asked about a session, or null.
 */
export function isAuthFailure(question: SessionQuestion | null, { status, body }: BufferedResponse): boolean {
  if (status === 500 && question === null) return errorCode(parseObject(body) ?? {}) === null
  return status >= 500
}
