import type { Attributes } from '@opentelemetry/api'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { redactPath, redactText } from './redact'

/**
 * Exports traces to the OTLP endpoint that `OTEL_EXPORTER_OTLP_ENDPOINT` names. Next.js creates the spans of requests and pages,
 * utils/log/traced-fetch.ts those of upstream requests. Every other `OTEL_…` variable works as the specification says:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function startTracing(): void {
  // Next.js would record the full address of every fetch.
  process.env.NEXT_OTEL_FETCH_DISABLED = '1'
  const exporter = new OTLPTraceExporter()
  const processor = new BatchSpanProcessor({
    export: (spans, done) => exporter.export(spans.map(redactSpan), done),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  })
  const resource = defaultResource().merge(detectResources({ detectors: [envDetector] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  // Next.js carries the trace from the middleware to the page in this header.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ resource, spanProcessors: [processor] }))
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void processor.forceFlush())
}

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
function redactSpan(span: ReadableSpan): ReadableSpan {
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
