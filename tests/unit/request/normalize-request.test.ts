import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { normalizeHeaders, normalizeRequestLine, normalizeRequests } from '@/utils/request/normalize-request'

describe('normalizeRequestLine', () => {
  it.each([
    ['GET', '/', 'GET', '/'],
    ['POST', '/login?next=//evil.example', 'POST', '/login?next=//evil.example'],
    ['GET', '//evil.example/x', 'GET', '//evil.example/x'],
    ['GET', 'http://evil.example/private?x=1', 'GET', '/private?x=1'],
    ['GET', 'https://evil.example', 'GET', '/'],
    ['GET', 'HTTP://user:pass@evil.example:81/a//b', 'GET', '/a//b'],
    ['TRACE', '/api/me', 'OPTIONS', '/api/me'],
    ['PROPFIND', '/auth/signout', 'OPTIONS', '/auth/signout'],
    ['OPTIONS', '*', 'OPTIONS', '/'],
    ['GET', '?', 'GET', '/'],
    ['GET', 'data:text/html,x', 'GET', '/'],
  ])('%s %s becomes %s %s', (method, url, plainMethod, plainUrl) =>
    expect(normalizeRequestLine({ method, url })).toEqual({ method: plainMethod, url: plainUrl }),
  )
})

describe('normalizeHeaders', () => {
  const plain = (headers: Record<string, string>, method?: string) => {
    normalizeHeaders(headers, method)
    return headers
  }
  const TREE = encodeURIComponent(
    JSON.stringify(['', { children: ['login', { children: ['__PAGE__', {}] }] }]),
  )

  it('removes ranges and conditions, so that a read is complete', () => {
    const conditions = {
      range: 'bytes=9-',
      'if-match': '"x"',
      'if-unmodified-since': 'x',
      'if-none-match': '"x"',
    }
    for (const method of [undefined, 'GET', 'HEAD'])
      expect(plain({ ...conditions }, method)).toEqual({ 'if-none-match': '"x"' })
    expect(plain({ ...conditions }, 'PATCH')).toMatchObject(conditions)
  })

  it('marks every request other than a read, whatever the client says', () => {
    expect(plain({ 'x-writes': '1' }, 'GET')).toEqual({})
    for (const method of ['POST', 'DELETE', 'OPTIONS', 'PROPFIND'])
      expect(plain({ 'x-writes': '' }, method)).toEqual({ 'x-writes': '1' })
  })

  it.each(['', 'x', '%', '%5B%5D', 'null', '["",{"children":7}]', '['.repeat(9000), `${TREE}, ${TREE}`])(
    'drops the router state %.40j',
    (tree) => expect(plain({ 'next-router-state-tree': tree })).toEqual({}),
  )

  it('keeps a valid router state', () =>
    expect(plain({ 'next-router-state-tree': TREE })).toEqual({ 'next-router-state-tree': TREE }))
})

describe('normalizeRequests', () => {
  it('rewrites a request before the server sees it, and sets headers on its response', async () => {
    normalizeRequests({ 'X-Always': 'yes' })
    const server = createServer((request, response) => {
      response.end(JSON.stringify([request.method, request.url, request.headers['x-writes']]))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const call = (init: RequestInit) => fetch(`http://127.0.0.1:${port}/a?b`, init)
      const written = await call({ method: 'POST' })
      expect(written.headers.get('x-always')).toBe('yes')
      expect(await written.json()).toEqual(['POST', '/a?b', '1'])
      expect(await (await call({ headers: { 'x-writes': '1' } })).json()).toEqual(['GET', '/a?b', null])
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })

  it('treats a request without a URL as one for the home page', () => {
    expect(normalizeRequestLine({ method: 'GET' })).toEqual({ method: 'GET', url: '/' })
  })
})
