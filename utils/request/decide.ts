import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import { type Access, isFrameworkPath, loginPath, UNAVAILABLE_PAGE } from '@/utils/auth/routes'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'
import type { InvalidRequest } from '@/utils/request/validate-request'
import { safeRedirect } from './safe-redirect'

export type Decision =
  | { kind: 'continue' }
  | { kind: 'redirect'; to: string }
  | { kind: 'unavailable' }
  | { kind: 'not-found' }
  | ({ kind: 'refused' } & InvalidRequest)
  | {
      kind: 'api-error'
      status: 401 | 503 | InvalidRequest['status']
      code: string
      message: string
      allow?: string | undefined
    }

export type RequestFacts = {
  /** Why it is no request to answer, if so. */
  refusal: InvalidRequest | null
  /** True when this site's own pages sent it. */
  sameOrigin: boolean
  access: Access
  api: boolean
  /** True when the request names its caller by a Bearer token: the API itself has it verified. */
  bearer: boolean
  method: string
  /** Path and query as requested. */
  path: string
  status: SessionStatus
  /** True when the browser brought a session that turned out to be over. */
  ended: boolean
  /** True when the browser holds a recovery session, which may set a new password and do nothing else. */
  recovering: boolean
  siteUrl: string
}

/**
 * Decides what happens to a request: the whole policy in one place.
 *
 * Signed-out visitors are sent to login from protected pages; API paths are told so in JSON. When nobody knows whether the
 * session lives, protected pages say that, and nobody is sent to login. Whoever is about to choose a new password is led back
 * to that from every protected page. An API call with a token of its own is not decided here. What would change something
 * and comes from another site is refused (OWASP ASVS 5.0, 3.5.1), a login too: it would make somebody else of the visitor.
 */
export function decideResponse(visit: RequestFacts): Decision {
  const { access, api, bearer, method, path, status, ended, recovering, siteUrl } = visit
  const reads = method === 'GET' || method === 'HEAD'

  if (visit.refusal) return refuse(visit.refusal, api)
  // An API call without a session changes nothing for anybody, and is told so below.
  if (!reads && !visit.sameOrigin && !bearer && (!api || (access === 'protected' && status === 'signed-in')))
    return refuse({ status: 403, reason: 'cross-site' }, api)

  if (new URL(path, siteUrl).pathname === UNAVAILABLE_PAGE) return { kind: 'unavailable' }
  if (access === 'guest' && status === 'signed-in' && reads) {
    const asked = new URL(path, siteUrl).searchParams.get('redirectedFrom')
    return { kind: 'redirect', to: safeRedirect(asked, siteUrl) }
  }
  if (status === 'signed-in' && isFrameworkPath(path)) return { kind: 'not-found' }
  if (access !== 'protected' || status === 'signed-in') return { kind: 'continue' }
  if (api && bearer) return { kind: 'continue' }

  if (status === 'unknown') {
    const message = 'Authentication is temporarily unavailable. Try again in a moment.'
    return api
      ? { kind: 'api-error', status: 503, code: 'auth_unavailable', message }
      : { kind: 'unavailable' }
  }
  if (recovering) {
    const message = 'Choose a new password first.'
    return api
      ? { kind: 'api-error', status: 403, code: 'password_reset_pending', message }
      : { kind: 'redirect', to: RESET_PASSWORD_PAGE }
  }
  if (api)
    return {
      kind: 'api-error',
      status: 401,
      code: 'unauthenticated',
      message: 'Authentication required. Sign in, or send an access token.',
    }
  return { kind: 'redirect', to: loginPath(reads ? path : undefined, ended ? 'session-ended' : undefined) }
}

const MESSAGES: Record<InvalidRequest['reason'], string> = {
  malformed: 'The address cannot be decoded.',
  'cross-site': 'Cross-site requests are not allowed.',
  'method-not-allowed': 'There is no such method.',
  'too-large': 'The request body is too large.',
}

function refuse(refusal: InvalidRequest, api: boolean): Decision {
  if (!api) return { kind: 'refused', ...refusal }
  const { status, reason, allow } = refusal
  return {
    kind: 'api-error',
    status,
    code: reason.replaceAll('-', '_'),
    message: MESSAGES[reason],
    allow,
  }
}
