import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { getBreaker } from '@/utils/supabase/breaker'
import { AUTH_UNAVAILABLE, createSupabaseFetch } from '@/utils/supabase/fetch'
import { HANG_MS } from '../../support/timeouts'

const BYTES = Buffer.from([0x89, 0xff, 0x00, 0xc3])
const NO_CLIENT = { userAgent: null, address: undefined }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const running: (() => void)[] = []
afterEach(() => {
  for (const close of running.splice(0)) close()
})

/** A server on loopback that gives configured responses and counts requests. */
async function serve(handler: Handler) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    handler(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const json =
  (body: unknown, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

const refresh = (url: string, token: string) =>
  [
    `${url}/auth/v1/token?grant_type=refresh_token`,
    { method: 'POST', body: JSON.stringify({ refresh_token: token }) },
  ] as const

const TOKENS = { access_token: 'a', refresh_token: 'r', user: { id: 'u' } }

describe('createSupabaseFetch', () => {
  it('returns a clear response unchanged', async () => {
    const { url } = await serve(json({ id: 'u' }))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const response = await wrapper.fetch(`${url}/auth/v1/user`)
    expect([response.status, await response.json(), wrapper.isAuthUnavailable]).toEqual([
      200,
      { id: 'u' },
      false,
    ])
  })

  it('turns a failure into a response that auth-js neither retries nor takes as the end of the session', async () => {
    const { url } = await serve(json({ code: 'unexpected_failure' }, 500))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const response = await wrapper.fetch(`${url}/auth/v1/user`)
    expect([response.status, (await response.json()).code, wrapper.isAuthUnavailable]).toEqual([
      400,
      AUTH_UNAVAILABLE,
      true,
    ])
  })

  it('does not report an unknown session after other failures', async () => {
    const { url } = await serve(json({}, 500))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    await wrapper.fetch(`${url}/auth/v1/signup`, { method: 'POST' })
    expect(wrapper.isAuthUnavailable).toBe(false)
  })

  it('stops at the deadline, whatever is in progress', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200).write('{'))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 200, clientInfo: NO_CLIENT })
    const start = performance.now()
    await wrapper.fetch(`${url}/auth/v1/user`)
    const rows = await wrapper.fetch(`${url}/rest/v1/notes`)
    await rows.text().catch(() => null)
    expect(performance.now() - start).toBeLessThan(HANG_MS)
  })

  it('calls the Auth server at most twice', async () => {
    const { url, requests } = await serve(json({ id: 'u' }))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const responses: number[] = []
    for (let call = 0; call < 5; call += 1)
      responses.push((await wrapper.fetch(`${url}/auth/v1/user`, { method: 'PUT', body: '{}' })).status)
    expect(requests).toHaveLength(2)
    expect(responses).toEqual([200, 200, 400, 400, 400])
  })

  it('requests the user once, until a call may have changed that', async () => {
    const { url, requests } = await serve(json({ id: 'u' }))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const bodies = await Promise.all(
      [1, 2, 3].map(async () => await (await wrapper.fetch(`${url}/auth/v1/user`)).json()),
    )
    expect(bodies).toEqual([{ id: 'u' }, { id: 'u' }, { id: 'u' }])
    expect(requests).toEqual(['GET /auth/v1/user'])
    const other = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    await other.fetch(`${url}/auth/v1/user`)
    await other.fetch(`${url}/auth/v1/logout`, { method: 'POST' })
    await other.fetch(`${url}/auth/v1/user`)
    expect(requests.slice(1)).toEqual(['GET /auth/v1/user', 'POST /auth/v1/logout'])
    expect(other.isAuthUnavailable).toBe(true)
  })

  it('does not count the request for the signing keys', async () => {
    const { url, requests } = await serve(json({ id: 'u', keys: [] }))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    for (const path of ['user', '.well-known/jwks.json', 'user'])
      await wrapper.fetch(`${url}/auth/v1/${path}`)
    expect(requests).toHaveLength(3)
  })

  it('does not refresh if it may not', async () => {
    const { url, requests } = await serve(json(TOKENS))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const response = await wrapper.fetch(...refresh(url, 'one'))
    expect((await response.json()).code).toBe(AUTH_UNAVAILABLE)
    expect(requests).toEqual([])
  })

  it('refreshes each token once, however many requests need it', async () => {
    const { url, requests } = await serve(json(TOKENS))
    const wrappers = Array.from({ length: 20 }, () =>
      createSupabaseFetch({ refresh: true, deadlineMs: 1000, clientInfo: NO_CLIENT }),
    )
    const responses = await Promise.all(wrappers.map((wrapper) => wrapper.fetch(...refresh(url, 'shared'))))
    for (const answer of responses) expect(await answer.json()).toEqual(TOKENS)
    await wrappers[0]?.fetch(...refresh(url, 'another'))
    expect(requests).toHaveLength(2)
  })

  it('retries if the refresh that it joined fails', async () => {
    let calls = 0
    const { url } = await serve((request, response) => {
      calls += 1
      return calls === 1 ? request.socket.destroy() : json(TOKENS)(request, response)
    })
    const [first, second] = [0, 1].map(() =>
      createSupabaseFetch({ refresh: true, deadlineMs: 1000, clientInfo: NO_CLIENT }),
    )
    const both = await Promise.all([
      first?.fetch(...refresh(url, 'lost')),
      second?.fetch(...refresh(url, 'lost')),
    ])
    expect(both.map((answer) => answer?.status)).toEqual([400, 200])
  })

  it('keeps the result of a slow refresh for the next request', async () => {
    const { url, requests } = await serve((request, response) => {
      setTimeout(() => json(TOKENS)(request, response), 150)
    })
    const hurried = createSupabaseFetch({ refresh: true, deadlineMs: 50, clientInfo: NO_CLIENT })
    expect((await hurried.fetch(...refresh(url, 'slow'))).status).toBe(400)
    const patient = createSupabaseFetch({ refresh: true, deadlineMs: 1000, clientInfo: NO_CLIENT })
    expect(await (await patient.fetch(...refresh(url, 'slow'))).json()).toEqual(TOKENS)
    expect(requests).toHaveLength(1)
  })

  it.each<[string, string, RequestInit, Handler, (response: Response) => Promise<unknown>, unknown]>([
    [
      'rows as CSV',
      '/rest/v1/notes?select=id,note',
      { headers: { accept: 'text/csv' } },
      (_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('id,note\n1,"a"\n'),
      async (response) => await response.text(),
      'id,note\n1,"a"\n',
    ],
    [
      'a file, byte by byte',
      '/storage/v1/object/pictures/1.png',
      {},
      (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(BYTES),
      async (response) => Buffer.from(await response.arrayBuffer()).toString('hex'),
      BYTES.toString('hex'),
    ],
    [
      'part of a file',
      '/storage/v1/object/pictures/1.png',
      { headers: { range: 'bytes=0-1' } },
      (request, response) =>
        response
          .writeHead(request.headers.range === 'bytes=0-1' ? 206 : 400, { 'content-range': 'bytes 0-1/4' })
          .end(BYTES.subarray(0, 2)),
      async (response) => [
        response.status,
        response.headers.get('content-range'),
        (await response.bytes()).length,
      ],
      [206, 'bytes 0-1/4', 2],
    ],
    [
      'a count only',
      '/rest/v1/notes?select=id',
      { method: 'HEAD' },
      (_request, response) => response.writeHead(200, { 'content-range': '*/7' }).end(),
      async (response) => [response.status, response.headers.get('content-range'), await response.text()],
      [200, '*/7', ''],
    ],
    [
      'a response of a function that is not JSON',
      '/functions/v1/hello',
      { method: 'POST', body: 'who' },
      (_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('no'),
      async (response) => [response.status, await response.text()],
      [500, 'no'],
    ],
  ])(
    'passes %s through, and does not count it as a failure',
    async (_what, path, init, answer, read, expected) => {
      const { url } = await serve(answer)
      for (let call = 0; call < 7; call += 1) {
        const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
        expect(await read(await wrapper.fetch(url + path, init))).toEqual(expected)
      }
      expect(getBreaker('data').state).toBe('closed')
    },
  )

  it('lets a file outlast the deadline once its response has started', async () => {
    const finish = Promise.withResolvers<void>()
    const { url } = await serve(async ({ url: path }, response) => {
      response.writeHead(200).write('a')
      if (path?.startsWith('/rest/')) return
      await finish.promise
      response.end('b')
    })
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 200, clientInfo: NO_CLIENT })
    const file = await wrapper.fetch(`${url}/storage/v1/object/large`)
    const rows = await wrapper.fetch(`${url}/rest/v1/notes`)
    await expect(rows.text()).rejects.toThrow('time is up')
    finish.resolve()
    expect(await file.text()).toBe('ab')
  })

  it('ends a data response that never ends', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200).write('['))
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 200, clientInfo: NO_CLIENT })
    const response = await wrapper.fetch(`${url}/rest/v1/notes`)
    await expect(response.text()).rejects.toThrow('time is up')
  })

  it('says in JSON that the database is unavailable', async () => {
    const wrapper = createSupabaseFetch({ refresh: false, deadlineMs: 1000, clientInfo: NO_CLIENT })
    const response = await wrapper.fetch('http://127.0.0.1:9/rest/v1/notes')
    expect([response.status, (await response.json()).code]).toEqual([503, 'unavailable'])
  })
})
