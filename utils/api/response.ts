import 'server-only'
import { z } from 'zod'

type Extra = { fields?: Record<string, string>; headers?: Record<string, string> }

/** An error on its way to the caller. The message is ours and says what to do; it never contains a backend's text. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  /** What is wrong with each field or parameter, by name. */
  readonly fields: Record<string, string> | undefined
  readonly headers: Record<string, string> | undefined

  constructor(status: number, code: string, message: string, { fields, headers }: Extra = {}) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
    this.headers = headers
  }
}

/**
 * Every response of the API: JSON for the caller alone, which no cache stores.
 *
 * @param body the value to serialize; undefined for a response without content.
 */
export function jsonResponse(status: number, body?: unknown, headers: Record<string, string> = {}): Response {
  const all = { 'Cache-Control': 'private, no-store', ...headers }
  return body === undefined
    ? new Response(null, { status, headers: all })
    : Response.json(body, { status, headers: all })
}

/** Every error of the API. */
export const errorSchema = z
  .object({
    error: z.object({
      code: z.string().regex(/^[a-z0-9_]+$/),
      message: z.string().min(1),
      fields: z
        .record(z.string(), z.string())
        .meta({ description: 'What is wrong with each field or parameter.' })
        .optional(),
    }),
  })
  .meta({ id: 'Error' })

/** An ApiError as the caller receives it. */
export function errorResponse({ status, code, message, fields, headers }: ApiError): Response {
  const body: z.input<typeof errorSchema> = { error: { code, message, ...(fields && { fields }) } }
  return jsonResponse(status, body, headers)
}
