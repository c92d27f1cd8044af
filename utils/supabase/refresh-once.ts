import { createHash } from 'node:crypto'
import { classifySessionResponse } from '@/utils/auth/sessions/session-response'
import type { BufferedResponse } from './send-request'
import { singleFlight } from './single-flight'
import { withTimeout } from './with-timeout'

/** The Auth server's own reuse interval: https://supabase.com/docs/guides/auth/sessions */
const KEPT_MS = 10_000

const fly = singleFlight<BufferedResponse>(KEPT_MS)

const outcome = ({ status, body }: BufferedResponse) => classifySessionResponse('refresh', status, body)

/**
 * Refreshes a token: once per refresh token and process, however many requests ask at a time.
 *
 * @param request the refresh as auth-js sends it; its body names the token.
 * @param ask sends it. It goes on when this request leaves, so that the new token of a slow answer is there for the next one.
 * @param remaining how many milliseconds this request has left, asked anew each time.
 * @throws when no answer comes in time.
 */
export async function refreshOnce(
  request: Request,
  ask: () => Promise<BufferedResponse>,
  remaining: () => number,
): Promise<BufferedResponse> {
  const token = await request.clone().text()
  const key = createHash('sha256').update(token).digest('base64')
  const depart = () => fly(key, ask, (answer) => outcome(answer) === 'alive')

  const { result, joined } = depart()
  const attempt = withTimeout(remaining(), result)
  if (!joined) return await attempt
  // What someone else had begun before this request may fail although the Auth server is back since.
  const answer = await attempt.catch(() => null)
  return answer && outcome(answer) !== 'unknown' ? answer : await withTimeout(remaining(), depart().result)
}
