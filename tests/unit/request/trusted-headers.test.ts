import { describe, expect, it } from 'vitest'
import { trustedHeaders } from '@/utils/request/trusted-headers'

const SITE = 'https://app.example.com'
const passed = (headers: Record<string, string>) =>
  Object.fromEntries(trustedHeaders(new Headers(headers), SITE))

describe('trustedHeaders', () => {
  it.each([
    'content-security-policy',
    'Content-Security-Policy-Report-Only',
    'x-nonce',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-forwarded-scheme',
    'x-forwarded-server',
    'x-forwarded-uri',
    'x-host',
    'x-method-override',
    'x-next-cache-tags',
    'forwarded',
    'x-original-url',
    'x-rewrite-url',
    'x-original-host',
    'x-matched-path',
    'x-nextjs-data',
    'x-invoke-path',
    'x-invoke-status',
    'x-middleware-subrequest',
    'x-middleware-rewrite',
    'x-now-route-matches',
    'next-resume',
    'x-http-method-override',
  ])('drops %s', (name) => expect(passed({ [name]: 'evil' })).not.toHaveProperty(name.toLowerCase()))

  it('keeps what pages need', () => {
    const needed = {
      accept: 'text/html',
      cookie: 'a=b',
      'next-action': 'abc',
      'next-router-state-tree': '[]',
      rsc: '1',
      origin: SITE,
      'x-forwarded-for': '203.0.113.7',
      'user-agent': 'x',
    }
    expect(passed(needed)).toMatchObject(needed)
  })

  it('names this host, whatever was forwarded', () => {
    const forwarded = { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' }
    for (const headers of [{}, forwarded, { ...forwarded, 'sec-fetch-site': 'cross-site' }])
      expect(passed(headers)['x-forwarded-host']).toBe('app.example.com')
  })

  it('names the host of an Origin that the browser confirms', () => {
    const headers = { origin: 'https://preview.example.com', 'sec-fetch-site': 'same-origin' }
    expect(passed(headers)['x-forwarded-host']).toBe('preview.example.com')
    expect(passed({ ...headers, origin: 'null' })['x-forwarded-host']).toBe('app.example.com')
  })
})
