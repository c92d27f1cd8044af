import type { NextRequest } from 'next/server'
import type { Decision } from '@/utils/request/decide'
import { getClientInfo } from '@/utils/supabase/client-info'
import { logEvent } from './logger'

const LOGIN = /^\/login(?:\?|$)/

/** Logs the middleware's decision about a request: each one at `debug`, and rejections at their own level. */
export function logDecision(
  { headers, method, nextUrl }: NextRequest,
  decision: Decision,
  since: number,
): void {
  const origin = getClientInfo(headers)
  const path = nextUrl.pathname
  const { kind } = decision
  logEvent(origin, {
    event: 'request.decided',
    method,
    path,
    decision: kind,
    durationMs: Math.round(performance.now() - since),
  })
  if (kind === 'redirect' && LOGIN.test(decision.to)) logEvent(origin, { event: 'login.required', path })
  if (kind !== 'rejected' && kind !== 'api-error') return
  const { status } = decision
  const code = kind === 'rejected' ? decision.reason : decision.code
  if (status === 401 || status === 403) logEvent(origin, { event: 'access.denied', status, code, path })
  else if (status !== 503) logEvent(origin, { event: 'request.rejected', status, code, method, path })
}
