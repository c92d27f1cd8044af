import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { env } from '@/utils/env'
import { redactPath } from './redact'

/**
 * Calls fetch within a client span of the current trace. Without `OTEL_EXPORTER_OTLP_ENDPOINT` this is fetch alone. The other
 * server receives no trace id.
 */
export function tracedFetch(request: Request, init: RequestInit): Promise<Response> {
  if (!env().tracing) return fetch(request, init)
  const { method } = request
  const { hostname, port, pathname } = new URL(request.url)
  const path = redactPath(pathname)
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    ...(port && { 'server.port': Number(port) }),
    'url.path': path,
  }
  const options = { kind: SpanKind.CLIENT, attributes }
  return trace.getTracer('upstream').startActiveSpan(`${method} ${path}`, options, async (span) => {
    try {
      const response = await fetch(request, init)
      span.setAttribute('http.response.status_code', response.status)
      if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR })
      return response
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : 'NonError')
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
