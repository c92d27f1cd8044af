import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import type { NextRequest } from 'next/server'
import { isMonitoringPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { isSameOrigin } from '@/utils/request/same-origin'
import { type Caller, requireCaller } from './caller'
import { crossSite, methodNotAllowed, tooManyCalls } from './errors'
import type { Declaration, Operation } from './operation'
import { ApiError, errorResponse } from './response'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export type Method = (typeof METHODS)[number]
/** Next passes no parameters to a route whose path has no variable part. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
type Operations<Call> = Partial<Record<Method, Operation<Call>>>

/** What a route exports for a method, with what the OpenAPI description needs to know about it. */
export type Handler = ((request: NextRequest, context: Context) => Promise<Response>) & {
  described?: { declaration: Declaration; isPublic: boolean }
}

/**
 * Makes the handlers of one address of the API, for signed-in callers. An ApiError that an operation throws becomes the
 * response, any other error a 500 without details, and a method that is not declared a 405. A change by session cookie has to
 * come from this site's own pages (OWASP ASVS 5.0, 3.5.1); browsers never attach a Bearer token by themselves.
 */
export function endpoint(operations: Operations<Caller>): Record<Method, Handler> {
  return handlers(operations, false, async (request) => {
    const caller = await requireCaller(request.headers)
    const attempt = await countAttempt('caller', caller.user.id, request.headers)
    if (attempt.isRateLimited) throw tooManyCalls(attempt)
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads && caller.by === 'cookie' && !isSameOrigin(request.headers, env().siteUrl)) throw crossSite()
    return caller
  })
}

/** The same for an address that anyone may call; utils/auth/routes.ts lists it as public. */
export function publicEndpoint(operations: Operations<object>): Record<Method, Handler> {
  return handlers(operations, true, async () => ({}))
}

function handlers<Call>(
  operations: Operations<Call>,
  isPublic: boolean,
  admit: (request: NextRequest) => Promise<Call>,
) {
  const { GET, HEAD } = operations
  const all: Operations<Call> = { ...operations, ...(!HEAD && GET && { HEAD: { respond: GET.respond } }) }
  const allowed = METHODS.filter((method) => all[method]).join(', ')

  const handle = (method: Method): Handler => {
    const operation = all[method]
    const handler: Handler = async (request, context) => {
      try {
        if (!operation) throw methodNotAllowed(allowed)
        // Monitoring calls often and must be answered even when every other caller is rate-limited.
        const isLimited = !isMonitoringPath(request.nextUrl.pathname)
        const attempt = isLimited ? await countAttempt('api', undefined, request.headers) : null
        if (attempt?.isRateLimited) throw tooManyCalls(attempt)
        return await operation.respond(await admit(request), request, (await context.params) ?? {})
      } catch (error) {
        unstable_rethrow(error)
        return await respondToError(error, method)
      }
    }
    const declaration = operation?.declaration
    return Object.assign(handler, declaration && { described: { declaration, isPublic } })
  }
  return Object.fromEntries(METHODS.map((method) => [method, handle(method)])) as Record<Method, Handler>
}

async function respondToError(error: unknown, method: Method): Promise<Response> {
  if (!(error instanceof ApiError)) {
    await logRequestEvent({ event: 'request.failed', method, err: error })
    return errorResponse(new ApiError(500, 'internal', 'Internal server error. Try again in a moment.'))
  }
  const { status, code } = error
  if (status === 401 || status === 403) await logRequestEvent({ event: 'access.denied', status, code })
  return errorResponse(error)
}
