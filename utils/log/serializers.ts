import { createHmac, randomBytes } from 'node:crypto'
import { processSingleton } from '@/utils/process/process-singleton'
import { REDACTED, redactPath, redactText } from './redact'
import { serializeCode, serializeError } from './serialize-error'

/** Random and lost with the process: with a known key, addresses could be tried against the log. */
const key = processSingleton('the key of pseudonyms', () => randomBytes(32))

/**
 * Replaces an email or network address: lines about the same one can be matched while the process lives, and the address cannot
 * be recovered.
 */
function pseudonym(address: unknown): string {
  return createHmac('sha256', key()).update(String(address).trim().toLowerCase()).digest('hex').slice(0, 12)
}

type Serializer = (value: unknown) => unknown

const matching =
  (pattern: RegExp): Serializer =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : REDACTED

/** A word of this application, such as an event, a limit or a permission; a UUID, or an id of OpenTelemetry. */
const wordOrId = matching(
  /^(?:(?!sb_)[a-z]{1,20}(?:[._-][a-z]{1,20}){0,7}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}|[\da-f]{16})$/,
)

/** pino's serializers: fields whose values come from outside. */
export const SERIALIZERS: Record<string, Serializer> = {
  account: pseudonym,
  blocked: matching(/^(?:[a-z][a-z+.-]{1,19}:\/\/[\w.:[\]-]{1,200}|[a-z-]{1,20})$/),
  client: pseudonym,
  code: serializeCode,
  err: (error) => serializeError(error),
  method: matching(/^[A-Z]{1,10}$/),
  operation: redactPath,
  page: (value) => (value === 'elsewhere' || value === 'others' ? value : redactPath(value)),
  path: redactPath,
  route: matching(/^\/[\w()[\]./-]{0,120}$/),
  text: redactText,
}

/**
 * Redacts every other field that holds neither a number nor a word or an id: a password, token or address that got in by mistake
 * (OWASP ASVS 5.0, 16.2.5).
 */
export function redactUnknown(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const isSafe = Object.hasOwn(SERIALIZERS, name) || typeof value === 'number' || value === undefined
      return [name, isSafe ? value : wordOrId(value)]
    }),
  )
}
