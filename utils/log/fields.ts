import { LEVELS } from './events'
import { pseudonym } from './pseudonym'
import { redactPath } from './redact-path'
import { redactText } from './redact-text'

export const REDACTED = '[withheld]'

type Shape = (value: unknown) => unknown

const matching =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : REDACTED

const whole: Shape = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : REDACTED

const oneOf =
  (...words: string[]): Shape =>
  (value) =>
    words.some((word) => word === value) ? value : REDACTED

const words = matching(/^[a-z]{1,20}(?:-[a-z]{1,20}){0,3}$/)
const uuid = matching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)
/** Ours and the Auth server's, SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), PostgREST, Node. */
const code = matching(/^(?:(?!sb_)[a-z]+(?:[._-][a-z]+){0,7}|[\dA-Z]{5}|PGRST\d{3}|[A-Z]+(?:_[A-Z]+){0,5})$/)
/** `at function (file:1:2)`, as V8 writes it. */
const frame = matching(
  /^at (?:[\w.<>[\]$# ]{1,80} )?\(?(?:<anonymous>|index \d+|[\w./:\\@$[\]+~()-]{1,300}:\d+:\d+)\)?$/,
)
const frames: Shape = (value) => (Array.isArray(value) ? value.map(frame) : REDACTED)
const name = matching(/^[A-Za-z]\w{0,59}$/)
const digest = matching(/^[\w@;/.-]{1,80}$/)

const error: Shape = (value) => (isRecord(value) ? pick(value, ERROR_FIELDS) : REDACTED)
const ERROR_FIELDS = new Map<string, Shape>([
  ['name', name],
  ['code', code],
  ['digest', digest],
  ['stack', frames],
  ['cause', (value) => error(value)],
])

/** Every field that a line may hold, and what may stand there. Whatever else gets into an event does not get out. */
const FIELDS = new Map<string, Shape>([
  ['event', oneOf(...Object.keys(LEVELS))],
  ['requestId', uuid],
  ['account', pseudonym],
  ['blocked', matching(/^(?:[a-z][a-z+.-]{1,19}:\/\/[\w.:[\]-]{1,200}|[a-z-]{1,20})$/)],
  ['by', oneOf('password', 'code', 'link', 'provider')],
  ['client', pseudonym],
  ['code', code],
  ['decision', words],
  ['directive', matching(/^[a-z-]{1,40}$/)],
  ['durationMs', whole],
  ['error', error],
  ['kind', words],
  ['limit', words],
  ['emailKind', words],
  ['method', matching(/^[A-Z]{1,10}$/)],
  ['operation', redactPath],
  ['page', (value) => (value === 'elsewhere' ? value : redactPath(value))],
  ['path', redactPath],
  ['retryAfterS', whole],
  ['route', matching(/^\/[\w()[\]./-]{0,120}$/)],
  ['scope', words],
  ['status', whole],
  ['text', redactText],
  ['times', whole],
  ['type', matching(/^[a-z]{1,20}\.[a-z]{1,20}(?:_[a-z]{1,20})?$/)],
  ['upstream', words],
  ['userId', uuid],
])

/**
 * What of an event may be written: an allow-list of fields, each of a known shape, so that a secret which was put into one by
 * mistake is withheld (OWASP ASVS 5.0, 16.2.5).
 */
export function allowedFields(fields: Record<string, unknown>): Record<string, unknown> {
  return pick(fields, FIELDS)
}

function pick(fields: Record<string, unknown>, shapes: Map<string, Shape>): Record<string, unknown> {
  const kept = Object.entries(fields).flatMap(([key, value]) => {
    const shape = value === undefined ? undefined : shapes.get(key)
    return shape ? [[key, shape(value)] as const] : []
  })
  return Object.fromEntries(kept)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
