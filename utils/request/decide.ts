import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import {
  isFrameworkPath,
  isMfaPath,
  type LoginNotice,
  loginPath,
  mfaPath,
  UNAVAILABLE_PAGE,
} from '@/utils/auth/routes'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import type { TimeoutKind } from '@/utils/auth/sessions/session-times'
import type { IdentifiedRequest } from './identify'
import { safeRedirect } from './safe-redirect'
import type { InvalidRequest } from './validate-request'

export type Decision =
  | { kind: 'continue' }
  | { kind: 'redirect'; to: string }
  | { kind: 'unavailable' }
  | { kind: 'not-found' }
  | ({ kind: 'rejected' } & InvalidRequest)
  | {
      kind: 'api-error'
      status: 401 | 403 | 503 | InvalidRequest['status']
      code: string
      message: string
      allow?: string | undefined
    }

/** What a decision needs to know about the session. A signed-out session with cookies to write has just ended. */
type Session = {
  status: SessionStatus
  writes: readonly unknown[]
  /** The limit that has ended it. */
  timedOut?: TimeoutKind | 'access' | undefined
}

/**
 * The third step of `updateSession`: decides how to respond. The whole policy is in this function.
 *
 * - Signed-out users are redirected from protected pages to the login page; API requests get 401 in JSON.
 * - While the session is unknown, protected pages respond with 503 and redirect no one to the login page.
 * - A session that lacks the user's second factor is redirected to /mfa, also from the pages for signed-out users, and reaches no
 *   other protected page; API requests get 403 in JSON.
 * - A user with a recovery session is redirected from every protected page to the form for a new password.
 * - A write from another site is rejected (OWASP ASVS 5.0, 3.5.1). So is a sign-in, which would replace the user's session.
 * - An API request with a Bearer token is left to the API.
 */
export function decideResponse(request: IdentifiedRequest, session: Session, siteUrl: string): Decision {
  const { access, isApi, hasBearer, method, path } = request
  const { status } = session
  const isRead = method === 'GET' || method === 'HEAD'

  if (request.invalid) return reject(request.invalid, isApi)
  // An API request without a session has nothing to misuse. It gets its 401 below.
  const isSignedIn = status === 'signed-in' || status === 'mfa-pending'
  const usesSession = !isApi || (access === 'protected' && isSignedIn)
  if (!isRead && !request.isSameOrigin && !hasBearer && usesSession)
    return reject({ status: 403, reason: 'cross-site' }, isApi)

  const { pathname, searchParams } = new URL(path, siteUrl)
  if (pathname === UNAVAILABLE_PAGE) return { kind: 'unavailable' }
  if (access === 'signed-out' && isSignedIn && isRead) {
    const to = safeRedirect(searchParams.get('redirectedFrom'), siteUrl)
    return { kind: 'redirect', to: status === 'signed-in' ? to : mfaPath(to) }
  }
  if (status === 'signed-in' && isFrameworkPath(path)) return { kind: 'not-found' }
  if (access !== 'protected' || status === 'signed-in') return { kind: 'continue' }
  if (isApi && hasBearer) return { kind: 'continue' }

  if (status === 'mfa-pending') {
    if (isMfaPath(pathname)) return { kind: 'continue' }
    return isApi
      ? { kind: 'api-error', status: 403, code: 'aal2_required', message: AAL2_REQUIRED }
      : { kind: 'redirect', to: mfaPath(isRead ? path : undefined) }
  }
  if (status === 'unknown') {
    const message = 'Authentication is temporarily unavailable. Try again in a moment.'
    return isApi
      ? { kind: 'api-error', status: 503, code: 'auth_unavailable', message }
      : { kind: 'unavailable' }
  }
  if (request.isRecovering) {
    const message = 'Choose a new password first.'
    return isApi
      ? { kind: 'api-error', status: 403, code: 'password_reset_pending', message }
      : { kind: 'redirect', to: RESET_PASSWORD_PAGE }
  }
  if (isApi) {
    const message = 'Authentication required. Sign in, or send an access token.'
    return { kind: 'api-error', status: 401, code: 'unauthenticated', message }
  }
  return { kind: 'redirect', to: loginPath(isRead ? path : undefined, noticeOf(session)) }
}

function noticeOf({ timedOut, writes }: Session): LoginNotice | undefined {
  if (timedOut) return timedOut === 'access' ? 'access-ended' : `${timedOut}-timeout`
  return writes.length > 0 ? 'session-ended' : undefined
}

/** The API's text for a session that lacks the second factor. */
export const AAL2_REQUIRED =
  'Two-factor authentication required. Open /mfa in a browser, or send a token of a session at aal2.'

const MESSAGES: Record<InvalidRequest['reason'], string> = {
  malformed: 'The URL cannot be decoded.',
  'cross-site': 'Cross-site requests are not allowed.',
  'method-not-allowed': 'This method is not allowed.',
  'too-large': 'The request body is too large.',
}

function reject(invalid: InvalidRequest, isApi: boolean): Decision {
  if (!isApi) return { kind: 'rejected', ...invalid }
  const { status, reason, allow } = invalid
  return {
    kind: 'api-error',
    status,
    code: reason.replaceAll('-', '_'),
    message: MESSAGES[reason],
    allow,
  }
}
