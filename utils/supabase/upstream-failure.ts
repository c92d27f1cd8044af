import { classify, errorCode, parseObject, type SessionQuestion } from '@/utils/auth/outcome'
import type { Upstream } from './breaker'
import type { Answer } from './send'

/**
 * Whether an answer says that an upstream is not well, rather than something about what was asked. Being asked too often (429)
 * is the asker's matter: one visitor's limit must not shut everybody out. So is a 500 with one of the server's own codes,
 * which a mail that cannot be delivered or a function that fails brings about, unless a session was asked about.
 *
 * @param question what was asked about a session, or null.
 */
export function isUpstreamFailure(
  upstream: Upstream,
  question: SessionQuestion | null,
  { status, headers, body }: Answer,
): boolean {
  if (status === 500 && question === null) return errorCode(parseObject(body) ?? {}) === null
  if (status >= 500) return true
  if (status === 429) return false
  if (upstream === 'data') return body !== '' && !/\bjson\b/.test(headers.get('content-type') ?? '')
  if (status < 300 && question !== null) return classify(question, status, body) === 'unknown'
  return status !== 204 && parseObject(body) === null
}
