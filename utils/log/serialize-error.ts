import { REDACTED, redactText } from './redact'

/** What the log says about an error: pino's `type`, `message` and `stack`, and a cause of the same form. */
export type SerializedError = {
  type: string
  message: string
  code?: string
  /** The digest that Next.js shows in a browser in place of the error. */
  digest?: string
  stack?: string
  cause?: SerializedError
}

const MAX_FRAMES = 12
const MAX_CAUSES = 3
const TYPE = /^[A-Za-z]\w{0,59}$/
/** Codes of this application, the Auth server, PostgreSQL (SQLSTATE), PostgREST and Node.js. */
const CODE = /^(?:(?!sb_)[a-z]+(?:[._-][a-z]+){0,7}|[\dA-Z]{5}|PGRST\d{3}|[A-Z]+(?:_[A-Z]+){0,5})$/
const DIGEST = /^[\w@;/.-]{1,80}$/
/** The error classes of the Supabase libraries, whose messages are the backend's own text. */
const BACKEND = /^(?:Auth|Postgrest|Storage|Functions)/

/** @returns the code, or `[redacted]` if it does not look like one. */
export const serializeCode = (code: unknown) => matching(CODE, code)

/**
 * Prepares an error for the log. A backend's message is withheld; of any other message the plain words stay. Properties that
 * libraries add to their errors (request, details, input) are left out.
 */
export function serializeError(error: unknown, maxCauses = MAX_CAUSES): SerializedError {
  if (!(error instanceof Error)) return { type: 'NonError', message: REDACTED }
  const isBackend = BACKEND.test(error.name) || '__isAuthError' in error
  const type = matching(TYPE, error.name)
  const frames = framesOf(error)
  return {
    type,
    message: isBackend ? REDACTED : redactText(error.message),
    ...('code' in error && typeof error.code === 'string' && { code: serializeCode(error.code) }),
    ...('digest' in error && typeof error.digest === 'string' && { digest: matching(DIGEST, error.digest) }),
    ...(frames.length > 0 && { stack: frames.join('\n') }),
    ...(error.cause !== undefined && maxCauses > 0 && { cause: serializeError(error.cause, maxCauses - 1) }),
  }
}

function matching(pattern: RegExp, value: unknown): string {
  return typeof value === 'string' && pattern.test(value) ? value : REDACTED
}

/** The frames after the message, which can itself span lines; none if the message cannot be separated from them. */
function framesOf({ message, stack = '' }: Error): string[] {
  const start = stack.indexOf(message)
  if (start < 0) return []
  return stack
    .slice(start + message.length)
    .split('\n')
    .slice(1, MAX_FRAMES + 1)
    .map((line) => line.trim().replace(`${process.cwd()}/`, ''))
    .filter((line) => line.startsWith('at '))
}
