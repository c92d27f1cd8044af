import type { NextRequest } from 'next/server'
import { hasBearer } from '@/utils/api/bearer'
import { RECOVERY_COOKIE } from '@/utils/auth/recovery/recovery-cookie'
import { type Access, isApiPath, isMonitoringPath, routeAccess } from '@/utils/auth/routes'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import { isSameOrigin } from './same-origin'
import { type InvalidRequest, validateRequest } from './validate-request'

/** What a request is, before anything is known about its session. */
export type IdentifiedRequest = {
  /** Why the request cannot be processed, or null. */
  invalid: InvalidRequest | null
  method: string
  /** Path and query as requested. */
  path: string
  access: Access
  isApi: boolean
  /** True when the caller is named by a Bearer token, which the API verifies itself. */
  hasBearer: boolean
  /** True when one of this site's own pages sent it. */
  isSameOrigin: boolean
  /** True when the browser holds a recovery session, which can set a new password and nothing else. */
  isRecovering: boolean
  /** False when the response does not depend on the session, so that the Auth server is not called. */
  needsSession: boolean
}

/**
 * The first step of `updateSession`: classifies a request by its method, path, headers and cookies.
 *
 * @param siteUrl this site's configured origin.
 */
export async function identifyRequest(request: NextRequest, siteUrl: string): Promise<IdentifiedRequest> {
  const { pathname, search } = request.nextUrl
  const isApi = isApiPath(pathname)
  const bearer = isApi && hasBearer(request.headers)
  const invalid = await validateRequest(request, isApi)
  return {
    invalid,
    method: request.method,
    path: pathname + search,
    access: routeAccess(pathname),
    isApi,
    hasBearer: bearer,
    isSameOrigin: isSameOrigin(request.headers, siteUrl),
    isRecovering: request.cookies.has(hostCookieName(RECOVERY_COOKIE, siteUrl)),
    needsSession: !bearer && !invalid && !isMonitoringPath(pathname),
  }
}
