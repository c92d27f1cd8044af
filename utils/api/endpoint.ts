import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import type { NextRequest } from 'next/server'
import type { z } from 'zod'
import { isMonitoringPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { isSameOrigin } from '@/utils/request/same-origin'
import { type Caller, requireCaller } from './caller'
import { crossSite, invalidInput, methodNotAllowed, tooManyCalls } from './errors'
import { readJson } from './read-json'
import { ApiError, errorResponse } from './response'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

type Method = (typeof METHODS)[number]
type Context = { params: Promise<Record<string, string | string[] | undefined>> }
type Handler = (request: NextRequest, context: Context) => Promise<Response>

/** One call of the API, checked as far as that goes without knowing what is asked for. */
export type Call = Caller & {
  /** A part of the address, checked. Throws ApiError 400. */
  param: <T>(name: string, schema: z.ZodType<T>) => T
  /** A parameter of the query, checked; undefined when it is not there. Throws ApiError 400. */
  query: <T>(name: string, schema: z.ZodType<T>) => T | undefined
  /** The JSON body, checked. Throws ApiError 400, 413 or 415. */
  body: <T>(schema: z.ZodType<T>) => Promise<T>
}

type Verbs<T> = Partial<Record<Method, (call: T) => Promise<Response> | Response>>

/**
 * The handlers of one address of the API, for signed-in callers. What a verb throws as ApiError is the answer; anything else
 * becomes a 500 that says nothing. A call that is not in the table is answered 405. Calls that change something by the
 * session's cookie have to come from this site's own pages (OWASP ASVS 5.0, 3.5.1); a token is sent by no browser unasked.
 */
export function endpoint(verbs: Verbs<Call>): Record<Method, Handler> {
  return handlers(verbs, async (request, { params }) => {
    const caller = await requireCaller(request.headers)
    const ofCaller = await countAttempt('caller', caller.user.id, request.headers)
    if (ofCaller.refused) throw tooManyCalls(ofCaller)
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads && caller.by === 'cookie' && !isSameOrigin(request.headers, env().siteUrl)) throw crossSite()

    const segments = await params
    const asked = request.nextUrl.searchParams
    return {
      ...caller,
      param: (name, schema) => check(schema, segments[name], name),
      query: (name, schema) => (asked.has(name) ? check(schema, asked.get(name), name) : undefined),
      body: async (schema) => check(schema, await readJson(request)),
    }
  })
}

/** The same for an address that anybody may call: a verb is handed the request as it came. */
export function publicEndpoint(verbs: Verbs<NextRequest>): Record<Method, Handler> {
  return handlers(verbs, async (request) => request)
}

function handlers<T>(verbs: Verbs<T>, admit: (...args: Parameters<Handler>) => Promise<T>) {
  const known: Verbs<T> = { ...(verbs.GET && { HEAD: verbs.GET }), ...verbs }
  const allowed = METHODS.filter((method) => known[method]).join(', ')

  const handle = (method: Method): Handler =>
    async function answerCall(request, context) {
      try {
        const verb = known[method]
        if (!verb) throw methodNotAllowed(allowed)
        // Machines that watch this one ask often, and have to be answered whatever else is refused.
        const watched = isMonitoringPath(request.nextUrl.pathname)
        const call = watched ? null : await countAttempt('api', undefined, request.headers)
        if (call?.refused) throw tooManyCalls(call)
        return await verb(await admit(request, context))
      } catch (error) {
        unstable_rethrow(error)
        if (error instanceof ApiError) {
          const { status, code } = error
          if (status === 401 || status === 403)
            await logRequestEvent({ event: 'access.denied', status, code })
          return errorResponse(error)
        }
        await logRequestEvent({ event: 'request.failed', method, err: error })
        return errorResponse(new ApiError(500, 'internal', 'Internal server error. Try again in a moment.'))
      }
    }
  const all = METHODS.map((method) => [method, handle(method)] as const)
  return Object.fromEntries(all) as Record<Method, Handler>
}

function check<T>(schema: z.ZodType<T>, value: unknown, name?: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalidInput(
    name ? parsed.error.issues.map((issue) => ({ ...issue, path: [name] })) : parsed.error.issues,
  )
}
