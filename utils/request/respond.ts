import { type NextRequest, NextResponse } from 'next/server'
import { RECOVERY_COOKIE } from '@/utils/auth/recovery/recovery-cookie'
import { REQUESTED_PATH_HEADER, sessionHeader } from '@/utils/auth/sessions/session-headers'
import { expiryCookieName } from '@/utils/auth/sessions/session-times'
import { AVATAR_VERSION_HEADER, AVATARS_PATH } from '@/utils/avatars/avatar-url'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import type { Env } from '@/utils/env'
import { requestIdHeaders } from '@/utils/log/request-id'
import type { RefreshedSession } from '@/utils/supabase/refresh-session'
import type { Decision } from './decide'
import type { IdentifiedRequest } from './identify'
import { isPlainForm, resendPage } from './resend-page'
import { respondFromCache } from './respond-from-cache'
import { pageSecurityHeaders } from './security-headers'
import { trustedHeaders } from './trusted-headers'

const RETRY_AFTER_S = '5'

/** Everything a response is made of. */
export type ResponseParts = {
  requestId: string
  identified: IdentifiedRequest
  session: RefreshedSession
  decision: Decision
}

/**
 * The fourth step of `updateSession`: turns a decision into a response. Every response carries the session's cookies, the cache
 * headers that belong to them, and the security headers. Pages that are the same for everyone come from the page cache.
 */
export async function respond(
  request: NextRequest,
  parts: ResponseParts,
  settings: Env,
): Promise<NextResponse> {
  const { requestId, session, decision } = parts
  const cached = await respondFromCache(request, parts, settings)
  if (cached) return cached
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const security = pageSecurityHeaders(request.nextUrl.pathname, settings, { nonce })
  const response =
    decision.kind === 'unavailable' && isPlainForm(request)
      ? await unavailableForm(request, nonce, requestId)
      : responseFor(decision, request, appHeaders(request, session, security, settings))

  for (const { name, value, options } of session.writes) response.cookies.set(name, value, options)
  // A user who has signed in has no use for an unfinished recovery.
  const isSignedIn = session.status === 'signed-in' || session.status === 'mfa-pending'
  if (parts.identified.isRecovering && isSignedIn)
    removeCookie(response, hostCookieName(RECOVERY_COOKIE, settings.siteUrl), settings)
  // The next sign-in has another expiry.
  const expiryName = expiryCookieName(settings.siteUrl)
  const hasSignedOut = parts.identified.needsSession && session.status === 'signed-out'
  if (hasSignedOut && request.cookies.has(expiryName)) removeCookie(response, expiryName, settings)
  const headers = {
    ...session.headers,
    ...security,
    ...requestIdHeaders(requestId),
    ...(!isCacheable(request, parts) && { 'Cache-Control': 'private, no-store' }),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** Whether the handler decides about the browser's cache: for pictures of users. Never with cookies. */
function isCacheable({ nextUrl }: NextRequest, { decision, session }: ResponseParts): boolean {
  const isPicture = nextUrl.pathname.startsWith(`${AVATARS_PATH}/`)
  return isPicture && decision.kind === 'continue' && session.writes.length === 0
}

function responseFor(decision: Decision, request: NextRequest, headers: Headers): NextResponse {
  switch (decision.kind) {
    case 'continue':
      return NextResponse.next({ request: { headers } })
    case 'redirect':
      return redirect(decision.to, request)
    case 'api-error':
      return apiError(decision)
    case 'unavailable':
      return rewrite(request, headers, '/unavailable', { status: 503, headers: retryAfter(503) })
    case 'not-found':
      // A path without a page. Next's own not-found page is prerendered, without a nonce.
      return rewrite(request, headers, '/_', { status: 404 })
    case 'rejected': {
      const { status, reason, allow } = decision
      if (allow) return new NextResponse(null, { status, headers: { Allow: allow } })
      return rewrite(request, headers, `/error?reason=${reason}`, { status })
    }
  }
}

async function unavailableForm(
  request: NextRequest,
  nonce: string,
  requestId: string,
): Promise<NextResponse> {
  const page = resendPage(await request.clone().formData(), nonce, requestId)
  const headers = { ...retryAfter(503), 'Content-Type': 'text/html; charset=utf-8' }
  return new NextResponse(page, { status: 503, headers })
}

/** Responds with another page under the requested address. */
function rewrite(request: NextRequest, headers: Headers, path: string, init: ResponseInit): NextResponse {
  // A submitted form does not belong to that page: Next would respond that the action is unknown.
  for (const name of ['content-type', 'next-action']) headers.delete(name)
  return NextResponse.rewrite(new URL(path, request.nextUrl), { ...init, request: { headers } })
}

/** 307 keeps the method of a read; 303 makes sure that a form is not submitted again elsewhere. */
function redirect(path: string, request: NextRequest): NextResponse {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  return NextResponse.redirect(new URL(path, request.nextUrl), isRead ? 307 : 303)
}

function apiError({ status, code, message, allow }: Extract<Decision, { kind: 'api-error' }>): NextResponse {
  // RFC 9110, 15.5.2: a 401 names the scheme to authenticate with.
  const headers = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : retryAfter(status)
  return NextResponse.json(
    { error: { code, message } },
    { status, headers: { ...headers, ...(allow && { Allow: allow }) } },
  )
}

function retryAfter(status: number): Record<string, string> {
  return status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {}
}

/** The request's headers as the application receives them. Values that the client sent under these names are overwritten. */
function appHeaders(
  request: NextRequest,
  session: RefreshedSession,
  security: Record<string, string>,
  { siteUrl }: Env,
): Headers {
  const headers = trustedHeaders(request.headers, siteUrl)
  // Next reads the nonce for its own scripts from this header.
  headers.set(
    'Content-Security-Policy',
    security['Content-Security-Policy'] ?? security['Content-Security-Policy-Report-Only'] ?? '',
  )
  // After an action redirects, Next requests the new page with the form's headers: a GET that seems to have a body.
  if (request.method === 'GET') headers.delete('content-type')
  const forwarded = session.assurance ?? (session.status === 'signed-out' ? 'signed-out' : 'unknown')
  for (const [name, value] of Object.entries(sessionHeader(forwarded, session.accessToken)))
    headers.set(name, value)
  headers.set(AVATAR_VERSION_HEADER, session.avatarVersion ?? '')
  headers.set(REQUESTED_PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search)
  return headers
}

function removeCookie(response: NextResponse, name: string, { siteUrl }: Env): void {
  response.cookies.set(name, '', { path: '/', secure: siteUrl.startsWith('https:'), maxAge: 0 })
}
