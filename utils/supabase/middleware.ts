import type { NextRequest, NextResponse } from 'next/server'
import { env } from '@/utils/env'
import { logDecision } from '@/utils/log/log-decision'
import { REQUEST_ID_HEADER } from '@/utils/log/request-id'
import { decideResponse } from '@/utils/request/decide'
import { identifyRequest } from '@/utils/request/identify'
import { respond } from '@/utils/request/respond'
import { refreshSession, signedOutSession } from './refresh-session'
import { REQUEST_DEADLINE_MS, STARTED_AT_HEADER } from './request-deadline'

/** How long a page that does not need a session waits for the Auth server. */
const PUBLIC_DEADLINE_MS = 700

/**
 * Takes a request from its cookies to its response, in five steps: identify, refresh the session, decide, respond, log.
 *
 * @throws EnvError when a setting is missing or malformed.
 */
export async function updateSession(request: NextRequest): Promise<NextResponse> {
  const startedAt = performance.now()
  const settings = env()
  const requestId = crypto.randomUUID()
  request.headers.set(REQUEST_ID_HEADER, requestId)
  request.headers.set(STARTED_AT_HEADER, String(Date.now()))

  const identified = await identifyRequest(request, settings.siteUrl)
  const deadlineMs = identified.access === 'protected' ? REQUEST_DEADLINE_MS : PUBLIC_DEADLINE_MS
  const session = identified.needsSession
    ? await refreshSession(request, settings, deadlineMs)
    : signedOutSession()
  const decision = decideResponse(identified, session, settings.siteUrl)
  const response = await respond(request, { requestId, identified, session, decision }, settings)
  logDecision(request, decision, startedAt)
  return response
}
