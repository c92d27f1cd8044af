import { type NextRequest, NextResponse } from 'next/server'
import { hasBearer } from '@/utils/api/bearer'
import { RECOVERY_COOKIE } from '@/utils/auth/recovery/recovery-cookie'
import { type Access, isApiPath, isMonitoringPath, routeAccess } from '@/utils/auth/routes'
import { REQUESTED_PATH_HEADER, SESSION_STATUS_HEADER } from '@/utils/auth/sessions/session-headers'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import { env } from '@/utils/env'
import { logDecision } from '@/utils/log/log-decision'
import { REQUEST_ID_HEADER, requestIdHeaders } from '@/utils/log/request-id'
import { type AttemptDecision, writeAttemptDecision } from '@/utils/rate-limit/attempt-decision'
import { previewFormAttempt } from '@/utils/rate-limit/form-attempt'
import { type Decision, decideResponse } from '@/utils/request/decide'
import { isSameOrigin } from '@/utils/request/same-origin'
import { securityHeaders } from '@/utils/request/security-headers'
import { trustedHeaders } from '@/utils/request/trusted-headers'
import { validateRequest } from '@/utils/request/validate-request'
import { type RefreshedSession, refreshSession, signedOutSession } from './refresh-session'
import { REQUEST_DEADLINE_MS } from './request-deadline'
import type { CookieWrite } from './session-cookies'

/** A page that anybody may see does not wait long to find out who is looking. */
const PUBLIC_DEADLINE_MS = 700
const RETRY_AFTER_S = '5'

/**
 * Takes a request from its cookies to its answer: refresh, classify, decide, respond. Every answer leaves through `leave`.
 *
 * @throws EnvError when a setting is missing or malformed.
 */
export async function updateSession(request: NextRequest): Promise<NextResponse> {
  const settings = env()
  const requestId = crypto.randomUUID()
  request.headers.set(REQUEST_ID_HEADER, requestId)
  const since = performance.now()
  const { pathname, search } = request.nextUrl
  const access: Access = routeAccess(pathname)
  const deadlineMs = access === 'protected' ? REQUEST_DEADLINE_MS : PUBLIC_DEADLINE_MS

  const api = isApiPath(pathname)
  const bearer = api && hasBearer(request.headers)
  const refusal = await validateRequest(request, api)
  const anonymous = bearer || refusal !== null || isMonitoringPath(pathname)
  const session = anonymous ? signedOutSession() : await refreshSession(request, settings, deadlineMs)
  const recoveryCookie = hostCookieName(RECOVERY_COOKIE, settings.siteUrl)
  const recovering = request.cookies.has(recoveryCookie)
  // Whoever has signed in another way has no more use for it.
  if (recovering && session.status === 'signed-in')
    session.writes.push(expired(recoveryCookie, settings.siteUrl))
  const decision = decideResponse({
    refusal,
    sameOrigin: isSameOrigin(request.headers, settings.siteUrl),
    access,
    api,
    bearer,
    method: request.method,
    path: pathname + search,
    status: session.status,
    ended: session.status === 'signed-out' && session.writes.length > 0,
    recovering,
    siteUrl: settings.siteUrl,
  })

  const security = securityHeaders({
    nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
    pathname,
    siteUrl: settings.siteUrl,
    supabaseUrl: settings.supabaseUrl,
    browserClient: settings.browserClient,
    turnstile: settings.turnstileSiteKey !== undefined,
    development: process.env.NODE_ENV === 'development',
    ...settings.csp,
  })
  logDecision(request, decision, since)
  const named = { ...security, ...requestIdHeaders(requestId) }
  const attempt = decision.kind === 'continue' ? await previewFormAttempt(request, session.account) : null
  const response = attempt
    ? limited(request, session, security, attempt)
    : answer(request, decision, session, security)
  return leave(response, session, named)
}

function answer(
  request: NextRequest,
  decision: Decision,
  session: RefreshedSession,
  security: Record<string, string>,
): NextResponse {
  switch (decision.kind) {
    case 'redirect':
      return redirect(decision.to, request)
    case 'api-error': {
      const { status, code, message, allow } = decision
      const headers = { ...apiHeaders(status), ...(allow && { Allow: allow }) }
      return NextResponse.json({ error: { code, message } }, { status, headers })
    }
    case 'unavailable':
      return insteadOf(request, '/unavailable', { status: 503, headers: retryAfter(503) }, session, security)
    case 'not-found':
      // An address that nothing has. Next's own pages are prerendered, without a nonce.
      return insteadOf(request, '/_', { status: 404 }, session, security)
    case 'refused': {
      const { status, reason, allow } = decision
      if (allow) return new NextResponse(null, { status, headers: { Allow: allow } })
      return insteadOf(request, `/error?reason=${reason}`, { status }, session, security)
    }
    case 'continue':
      return NextResponse.next({ request: { headers: inward(request, session, security) } })
  }
}

/** Answers with another page than the one that was asked for, under its address. */
function insteadOf(
  request: NextRequest,
  path: string,
  init: ResponseInit,
  session: RefreshedSession,
  security: Record<string, string>,
): NextResponse {
  const headers = inward(request, session, security)
  // A form that was sent is not this page's: Next would answer that the action is unknown.
  for (const name of ['content-type', 'next-action']) headers.delete(name)
  return NextResponse.rewrite(new URL(path, request.nextUrl), { ...init, request: { headers } })
}

/** The page answers the form as ever, in words; the status is all that it cannot give. RFC 6585, 4. */
function limited(
  request: NextRequest,
  session: RefreshedSession,
  security: Record<string, string>,
  attempt: AttemptDecision,
): NextResponse {
  const headers = inward(request, session, security)
  writeAttemptDecision(headers, attempt)
  const { refused } = attempt
  const answered = refused && { status: 429, headers: { 'Retry-After': String(refused.waitS) } }
  return NextResponse.next({ request: { headers }, ...answered })
}

function expired(name: string, siteUrl: string): CookieWrite {
  return { name, value: '', options: { path: '/', secure: siteUrl.startsWith('https:'), maxAge: 0 } }
}

/** 307 keeps the method of a read; anything that was sent is not sent again elsewhere: 303. */
function redirect(path: string, request: NextRequest): NextResponse {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return NextResponse.redirect(new URL(path, request.nextUrl), reads ? 307 : 303)
}

function retryAfter(status: number): Record<string, string> {
  return status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {}
}

/** RFC 9110, 15.5.2: a 401 says how to do better. */
function apiHeaders(status: number): Record<string, string> {
  return status === 401 ? { 'WWW-Authenticate': 'Bearer' } : retryAfter(status)
}

/** The request's headers as the pages see them. What a client sent under these names is overwritten. */
function inward(request: NextRequest, session: RefreshedSession, security: Record<string, string>): Headers {
  const headers = trustedHeaders(request.headers, env().siteUrl)
  // Next takes the nonce for its own scripts from here.
  headers.set(
    'Content-Security-Policy',
    security['Content-Security-Policy'] ?? security['Content-Security-Policy-Report-Only'] ?? '',
  )
  // Next asks for the page that an action leads to with the headers of the form: a read that seems to bring one.
  if (request.method === 'GET') headers.delete('content-type')
  writeAttemptDecision(headers, null)
  headers.set(SESSION_STATUS_HEADER, session.status)
  headers.set(REQUESTED_PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search)
  return headers
}

/** The one way out: the session's cookies and their cache headers go along with whatever the answer is. */
function leave(
  response: NextResponse,
  session: RefreshedSession,
  security: Record<string, string>,
): NextResponse {
  for (const { name, value, options } of session.writes) response.cookies.set(name, value, options)
  const headers = { ...session.headers, ...security, 'Cache-Control': 'private, no-store' }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
