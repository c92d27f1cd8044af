import { describe, expect, it } from 'vitest'
import { plainRequestLine } from '@/utils/plain-request-line'

describe('plainRequestLine', () => {
  it.each([
    ['GET', '/', 'GET', '/'],
    ['POST', '/login?next=//evil.example', 'POST', '/login?next=//evil.example'],
    ['GET', '//evil.example/x', 'GET', '//evil.example/x'],
    ['GET', 'http://evil.example/private?x=1', 'GET', '/private?x=1'],
    ['GET', 'https://evil.example', 'GET', '/'],
    ['GET', 'HTTP://user:pass@evil.example:81/a//b', 'GET', '/a//b'],
    ['TRACE', '/api/me', 'OPTIONS', '/api/me'],
    ['OPTIONS', '*', 'OPTIONS', '/'],
    ['GET', '?', 'GET', '/'],
    ['GET', 'data:text/html,x', 'GET', '/'],
  ])('%s %s is taken as %s %s', (method, url, plainMethod, plainUrl) =>
    expect(plainRequestLine({ method, url })).toEqual({ method: plainMethod, url: plainUrl }),
  )
})
