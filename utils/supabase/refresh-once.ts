import { createHash } from 'node:crypto'
import { classifySessionResponse } from '@/utils/auth/sessions/session-response'
import type { BufferedResponse } from './send-request'
import { singleFlight } from './single-flight'
import { withTimeout } from './with-timeout'

/** The Auth server's own reuse interval: https://supabase.com/docs/guides/auth/sessions */
const REUSE_MS = 10_000

const singleRefresh = singleFlight<BufferedResponse>(REUSE_MS)

const verdict = ({ status, body }: BufferedResponse) => classifySessionResponse('refresh', status, body)

/**
 * Refreshes a session once per refresh token and process, for all simultaneous requests.
 *
 * @param request the refresh as auth-js sends it; its body names the token.
 * @param refresh sends it. It continues after this request's deadline, so that the next request gets the new token.
 * @param remaining the remaining time of this request in milliseconds.
 * @throws if there is no response in time.
 */
export async function refreshOnce(
  request: Request,
  refresh: () => Promise<BufferedResponse>,
  remaining: () => number,
): Promise<BufferedResponse> {
  const token = await request.clone().text()
  const key = createHash('sha256').update(token).digest('base64')
  const startOrJoin = () => singleRefresh(key, refresh, (response) => verdict(response) === 'active')

  const { result, joined } = startOrJoin()
  const attempt = withTimeout(remaining(), result)
  if (!joined) return await attempt
  // A refresh that another request started may fail although the Auth server has recovered since.
  const response = await attempt.catch(() => null)
  return response && verdict(response) !== 'unknown'
    ? response
    : await withTimeout(remaining(), startOrJoin().result)
}
