import { errorCode, parseObject } from '@/utils/auth/sessions/session-response'
import { logEvent, type RequestOrigin } from '@/utils/log/logger'

/**
 * Codes for a table, column or function that does not exist: https://docs.postgrest.org/en/stable/references/errors.html and
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const MISSING = new Set(['PGRST202', 'PGRST204', 'PGRST205', '42P01', '42703', '42883'])

/** Logs that a migration is not applied if a data response says so. @returns the response, which can still be read. */
export async function logMissingSchema(
  response: Response,
  url: string,
  origin: RequestOrigin,
): Promise<Response> {
  if (response.status !== 404 && response.status !== 400) return response
  const text = await response.text()
  const code = errorCode(parseObject(text) ?? {})
  if (code && MISSING.has(code))
    logEvent(origin, { event: 'database.schema_outdated', operation: new URL(url).pathname, code })
  return new Response(text, response)
}
