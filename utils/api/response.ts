import 'server-only'

type Extra = { fields?: Record<string, string>; headers?: Record<string, string> }

/** A refusal on its way to the caller. The message is ours and says what to do; it never holds a backend's words. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  /** What is wrong with a part of the input, by its name. */
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
 * Every answer of the API: JSON, for the caller alone, kept by no cache.
 *
 * @param body what becomes JSON; undefined for an answer without content.
 */
export function jsonResponse(status: number, body?: unknown, headers: Record<string, string> = {}): Response {
  const all = { 'Cache-Control': 'private, no-store', ...headers }
  return body === undefined
    ? new Response(null, { status, headers: all })
    : Response.json(body, { status, headers: all })
}

/** A refusal as the caller reads it: `{ error: { code, message, fields? } }`. */
export function errorResponse({ status, code, message, fields, headers }: ApiError): Response {
  return jsonResponse(status, { error: { code, message, ...(fields && { fields }) } }, headers)
}
