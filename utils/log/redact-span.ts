import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { redactPath } from './redact-path'
import { redactText } from './redact-text'

/** Attributes that are exported as they are. Next.js sets the `http.` and `next.` ones. */
const SAFE = new Set([
  'error.type',
  'http.method',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'http.status_code',
  'next.route',
  'next.rsc',
  'next.span_category',
  'next.span_type',
  'server.address',
  'server.port',
])

/** Attributes that hold an address, whose path and query can contain a token or a code. */
const PATHS = new Set(['http.target', 'url.path'])

const PATH_IN_NAME = /\/\S*/g

/** Copies a span without anything that the log must not contain either: queries, ids in paths, texts of errors. */
export function redactSpan(span: ReadableSpan): ReadableSpan {
  const { code } = span.status
  return Object.create(span, {
    name: { value: span.name.replace(PATH_IN_NAME, redactPath) },
    attributes: { value: redactAttributes(span.attributes) },
    events: { value: span.events.map((event) => ({ ...event, attributes: exceptionOf(event.attributes) })) },
    status: { value: { code } },
  })
}

function redactAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).flatMap(([name, value]) => {
    if (PATHS.has(name)) return [[name, redactPath(value)] as const]
    return SAFE.has(name) ? [[name, value] as const] : []
  })
  return Object.fromEntries(entries)
}

function exceptionOf(attributes: Attributes = {}): Attributes {
  const { 'exception.type': type, 'exception.message': message } = attributes
  return {
    ...(typeof type === 'string' && { 'exception.type': redactText(type) }),
    ...(typeof message === 'string' && { 'exception.message': redactText(message) }),
  }
}
