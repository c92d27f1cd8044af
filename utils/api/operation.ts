import 'server-only'
import type { NextRequest } from 'next/server'
import { z } from 'zod'
import { invalidInput } from './errors'
import { readJson } from './read-json'
import { jsonResponse } from './response'

/** Errors that an operation can declare. The wrapper adds those that it raises by itself (describe-operation.ts). */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503

/** What the OpenAPI description says about an operation. */
export type Declaration = {
  operationId: string
  summary: string
  /** Schemas of the variable parts of the path. */
  params?: z.ZodRawShape
  /** Schemas of the query parameters, all of which are optional. */
  query?: z.ZodRawShape
  /** Schema of the JSON body. */
  body?: z.ZodType
  /** A valid body; tests send it. */
  example?: unknown
  /** Schema of the response body: a response holds what this lists, and nothing else. */
  result?: z.ZodType
  /** Describes each successful response. The first status is the default. */
  responses: Record<number, string>
  /** Errors that `handle` throws, besides those of the wrapper. */
  errors?: readonly ErrorStatus[]
}

/** One method of an endpoint. The OpenAPI description leaves it out if it has no declaration. */
export type Operation<Call> = {
  declaration?: Declaration
  respond: (call: Call, request: NextRequest, params: Record<string, unknown>) => Promise<Response>
}

/** A result with another status than the default, or with headers. */
export class Reply<T> {
  readonly status: number
  readonly data: T
  readonly headers: Record<string, string>

  constructor(status: number, data: T, headers: Record<string, string> = {}) {
    this.status = status
    this.data = data
    this.headers = headers
  }
}

type Input<P extends z.ZodRawShape, Q extends z.ZodRawShape, B extends z.ZodType> = {
  params: z.output<z.ZodObject<P>>
  query: Partial<z.output<z.ZodObject<Q>>>
  body: z.output<B>
}

/**
 * Declares one method of an endpoint. The same schemas check the input, shape the result and make up the OpenAPI description.
 *
 * @param declared `handle` receives the call with its checked input and returns the result, or a Reply. It throws ApiError.
 */
export function operation<
  Call,
  P extends z.ZodRawShape = Record<never, never>,
  Q extends z.ZodRawShape = Record<never, never>,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodVoid,
>(
  declared: Declaration & {
    params?: P
    query?: Q
    body?: B
    example?: z.input<B>
    result?: R
    handle: (call: Call & Input<P, Q, B>) => Awaitable<z.input<R> | Reply<z.input<R>>>
  },
): Operation<Call> {
  const { handle, ...declaration } = declared
  const params = z.object(declared.params ?? ({} as P))
  const query = z.object(declared.query ?? ({} as Q)).partial()
  const [defaultStatus] = Object.keys(declared.responses)

  return {
    declaration,
    respond: async (call, request, segments) => {
      const input = {
        params: check(params, segments),
        query: check(query, firstValues(request.nextUrl.searchParams)),
        body: declared.body && check(declared.body, await readJson(request)),
      }
      const returned = await handle({ ...call, ...input } as Call & Input<P, Q, B>)
      const reply = returned instanceof Reply ? returned : new Reply(Number(defaultStatus), returned)
      return jsonResponse(reply.status, declared.result?.parse(reply.data), reply.headers)
    },
  }
}

/** One method of an endpoint that the OpenAPI description leaves out. */
export function undocumented<Call>(
  handle: (call: Call, request: NextRequest) => Awaitable<Response>,
): Operation<Call> {
  return { respond: async (call, request) => await handle(call, request) }
}

type Awaitable<T> = T | Promise<T>

/** Of a repeated parameter the first value counts. */
function firstValues(query: URLSearchParams): Record<string, string | null> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.get(name)]))
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalidInput(parsed.error.issues)
}
