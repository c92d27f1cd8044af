import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts'
import { html, json } from '../../support/faults.ts'

let proxy: FaultProxy

beforeEach(async () => {
  const target = createServer((request, response) => {
    request.setEncoding('utf8')
    let body = ''
    request.on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      response.writeHead(201, {
        'content-type': 'application/json',
        'set-cookie': ['a=1', 'b=2'],
        'x-host': request.headers.host,
      })
      response.end(JSON.stringify({ method: request.method, path: request.url, body }))
    })
  }).listen(0, '127.0.0.1')
  await once(target, 'listening')
  proxy = await startFaultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    await proxy.close()
    target.closeAllConnections()
    target.close()
  })
})

const post = (path: string, init: RequestInit = {}) =>
  fetch(proxy.url + path, { method: 'POST', body: 'text', ...init })
/** The code of the network error of a request. */
const errorOf = async (answer: Promise<unknown>) => {
  const error = await answer.then(() => 'no error').catch((error: unknown) => error)
  return error instanceof Error ? ((error.cause as { code?: string })?.code ?? error.name) : error
}

test('forwards requests and responses unchanged', async () => {
  const answer = await post('/auth/v1/user?a=1')

  expect(answer.status).toBe(201)
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(answer.headers.get('x-host')).not.toBe(new URL(proxy.url).host)
  expect(await answer.json()).toEqual({ method: 'POST', path: '/auth/v1/user?a=1', body: 'text' })
})

test('counts requests and stores no secret of them', async () => {
  await post('/auth/v1/token?grant_type=refresh_token&token=secret', { headers: { apikey: 'secret' } })
  await fetch(`${proxy.url}/rest/v1/notes`)

  expect(proxy.count()).toBe(2)
  expect(proxy.count('/auth/v1')).toBe(1)
  expect(proxy.count('POST /auth/v1/token?grant_type=refresh_token')).toBe(1)
  expect(proxy.count(/^GET /)).toBe(1)
  expect(proxy.calls[0]?.headers).toContain('apikey')
  expect(JSON.stringify(proxy.calls)).not.toContain('secret')
  proxy.reset()
  expect(proxy.count()).toBe(0)
})

describe('a fault', () => {
  test('refuse: nothing listens, open connections included; afterwards the same address works', async () => {
    await post('/')
    await proxy.fault({ kind: 'refuse' })
    expect(await errorOf(post('/'))).toBe('ECONNREFUSED')
    await proxy.fault({ kind: 'hang', only: (path) => path === '/never' })
    expect((await post('/')).status).toBe(201)
  })

  test('reset: the response breaks off', async () => {
    await proxy.fault({ kind: 'reset' })
    const body = post('/').then((answer) => answer.text())
    expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await errorOf(body))
  })

  test('hang: there is no response', async () => {
    await proxy.fault({ kind: 'hang' })
    expect(await errorOf(post('/', { signal: AbortSignal.timeout(300) }))).toBe('TimeoutError')
    expect(proxy.count()).toBe(1)
  })

  test('drip: the response starts and does not end', async () => {
    await proxy.fault({ kind: 'drip' })
    const answer = await post('/', { signal: AbortSignal.timeout(400) })
    expect(answer.status).toBe(200)
    expect(await errorOf(answer.text())).toBe('TimeoutError')
  })

  test('slow: the correct response, later', async () => {
    await proxy.fault({ kind: 'slow', ms: 200 })
    const started = performance.now()
    expect(await (await post('/')).json()).toMatchObject({ body: 'text' })
    expect(performance.now() - started).toBeGreaterThanOrEqual(195)
  })

  test.for([
    [
      'an error of the server',
      json(500, { code: 500, msg: 'x' }),
      500,
      'application/json',
      '{"code":500,"msg":"x"}',
    ],
    ['JSON that is cut', json(200, '{"access_tok'), 200, 'application/json', '{"access_tok'],
    ['a page of a gateway', html(403), 403, 'text/html; charset=utf-8', expect.stringContaining('<h1>403')],
  ] as const)('answer: %s', async ([, fault, status, type, body]) => {
    await proxy.fault(fault)
    const answer = await post('/', { body: 'x'.repeat(1_000_000) })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(await answer.text()).toEqual(body)
  })

  test('can be limited to some paths, and ends with null', async () => {
    await proxy.fault(json(503, {}, (path) => path.startsWith('/auth/v1')))
    expect((await post('/auth/v1/user')).status).toBe(503)
    expect((await post('/rest/v1/notes')).status).toBe(201)
    await proxy.fault(null)
    expect((await post('/auth/v1/user')).status).toBe(201)
  })
})

test('closing ends hanging requests', async () => {
  await proxy.fault({ kind: 'hang' })
  const hanging = errorOf(post('/'))
  await expect.poll(() => proxy.count()).toBe(1)

  await proxy.close()

  expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await hanging)
})
