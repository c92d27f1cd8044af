import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { redactSpan } from './redact-span'

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
