import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(attribute),
})

const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
})

export type ExportedSpan = z.infer<typeof spanSchema> & { service: unknown }

/** https://opentelemetry.io/docs/specs/otel/trace/api/#spankind, as OTLP numbers them. */
export const SPAN_KIND = { server: 2, client: 3 }

/**
 * Starts an OpenTelemetry collector that stores what it receives over OTLP/HTTP.
 *
 * @returns its URL, all spans so far, and the raw data.
 */
export async function startOtlpReceiver() {
  const received: unknown[] = []
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') received.push(await json(request))
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const spans = (): ExportedSpan[] =>
    received
      .flatMap((body) => exportSchema.parse(body).resourceSpans)
      .flatMap(({ resource, scopeSpans }) => {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue
        return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })))
      })

  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    text: () => JSON.stringify(received),
    close: () => server.close(),
  }
}
