import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { emailedLink } from '../support/browser-sessions'
import { json } from '../support/faults'
import { sendForm } from '../support/html-form'
import { logLines } from '../support/log-lines'
import { type ExportedSpan, SPAN_KIND, startOtlpReceiver } from '../support/otlp-receiver'
import { MEMBER, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'

let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>
let stack: Stack
beforeAll(async () => {
  receiver = await startOtlpReceiver()
  stack = await startStack({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'tracing-test',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  })
})
afterAll(async () => {
  await stack.close()
  receiver.close()
})

const linesOf = ({ headers }: Response) =>
  logLines(stack.app).filter(({ requestId }) => requestId === headers.get('x-request-id'))

/** The spans of a request, once those with these names, those in its log lines, and all parents have arrived. */
async function traceOf(response: Response, names: string[] = []): Promise<ExportedSpan[]> {
  await response.text()
  await expect.poll(() => linesOf(response).length).toBeGreaterThan(0)
  const [line] = linesOf(response)
  const spans = () => receiver.spans().filter(({ traceId }) => traceId === line?.trace_id)
  const missing = () => {
    const ids = new Set(spans().map(({ spanId }) => spanId))
    const parents = spans().flatMap(({ parentSpanId }) => parentSpanId || [])
    const logged = linesOf(response).map(({ span_id }) => String(span_id))
    return [
      ...[...parents, ...logged].filter((id) => !ids.has(id)),
      ...names.filter((name) => !spans().some((span) => span.name === name)),
    ]
  }
  await expect.poll(missing, { timeout: HANG_MS }).toEqual([])
  return spans()
}

const attributesOf = ({ attributes }: ExportedSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

describe('a page request', () => {
  it('is one trace, whose id is in its log lines', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault(json(500, {}, (path) => path.startsWith('/rest/')))
    const response = await jar.fetch('/admin')
    const spans = await traceOf(response)
    await stack.proxy.fault(null)

    const lines = linesOf(response)
    expect(lines.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['request.decided', 'upstream.failed', 'request.failed']),
    )
    expect(new Set(lines.map(({ trace_id }) => trace_id)).size).toBe(1)
    expect(spans[0]?.service).toBe('tracing-test')
  })

  it('has a client span for each request to Supabase, below its root span', async () => {
    const jar = await signedIn(stack, MEMBER)
    const spans = await traceOf(await jar.fetch('/private'), ['GET /auth/v1/user', 'GET /rest/v1/notes'])
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId)
    expect(roots.map(({ kind }) => kind)).toEqual([SPAN_KIND.server])
    const upstream = spans.filter(({ kind }) => kind === SPAN_KIND.client)
    expect(upstream.length).toBeGreaterThanOrEqual(2)
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    for (const span of upstream) {
      expect(attributesOf(span)).toMatchObject({ 'server.address': '127.0.0.1' })
      let ancestor: ExportedSpan | undefined = span
      while (ancestor?.parentSpanId) ancestor = byId.get(ancestor.parentSpanId)
      expect(ancestor).toBe(roots[0])
    }
  })

  it('has a new trace id, whatever the client sends', async () => {
    const chosen = 'c0ffee00c0ffee00c0ffee00c0ffee00'
    const response = await fetch(`${stack.app.url}/login`, {
      headers: {
        traceparent: `00-${chosen}-c0ffee00c0ffee00-00`,
        tracestate: 'vendor=chosen-by-a-client',
        baggage: 'note=chosen-by-a-client',
      },
    })
    expect((await traceOf(response))[0]?.traceId).not.toBe(chosen)
    expect(stack.app.output()).not.toContain(chosen)
    expect(receiver.text()).not.toMatch(/c0ffee00|chosen-by-a-client/)
  })
})

it('spans contain no password, token, code, or address, in paths and queries of /auth either', async () => {
  const jar = new BrowserJar(stack.app.url)
  await sendForm(jar, '/login', [
    ['email', MEMBER.email],
    ['password', 'not the password'],
  ])
  await sendForm(jar, '/magic-link', [['email', MEMBER.email]])
  const link = new URL(await emailedLink(stack.mailbox, MEMBER.email))
  const planted = ['/auth/confirm/x1.signup.L3ByaXZhdGU?token_hash=pkce_0f4c2d9a7b&code=836450&next=/private']
  for (const path of [link.pathname + link.search, ...planted])
    await traceOf(await jar.fetch(path, { redirect: 'manual' }))

  const paths = receiver.spans().map((span) => attributesOf(span)['http.target'])
  expect(paths).toContain('/auth/confirm/*')
  const text = receiver.text()
  expect(text).not.toMatch(/[?&](?:token_hash|code|next)=|L3ByaXZhdGU|pkce_0f4c2d9a7b|836450/)
  expect(() => stack.secrets.expectNoneIn(text)).not.toThrow()
})
