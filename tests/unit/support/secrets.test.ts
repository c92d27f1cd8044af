import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startFaultProxy } from '../../support/fault-proxy'
import { Secrets } from '../../support/secrets'

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLWl0'

function holding(...values: string[]): Secrets {
  const secrets = new Secrets()
  for (const value of values) secrets.add('password', value)
  return secrets
}

describe('a secret in the output', () => {
  const secret = 'a long pässword & more'
  it.each([
    ['as it is', secret],
    ['in an address', encodeURIComponent(secret)],
    ['in a form', 'a+long+p%C3%A4ssword+%26+more'],
    ['in JSON', JSON.stringify(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ])('is found %s, and not repeated', (_how, printed) => {
    const leaks = holding(secret).leaksIn(`first\n{"event":"x","text":"before ${printed} after"}\nlast`)
    expect(leaks).toEqual([
      { secret: 'password', line: expect.stringMatching(/before .*<password>.* after/) },
    ])
    expect(JSON.stringify(leaks)).not.toContain(printed)
  })

  it('is found as half a token', () => {
    expect(holding(JWT).leaksIn(`…${JWT.split('.')[2]}`)).toHaveLength(1)
  })

  it('is found as a separate code, but not inside an ID or a time', () => {
    expect(holding('123456').leaksIn('code 123456.')).toHaveLength(1)
    expect(holding('123456').leaksIn('9123456-ab 2026123456789 123456-4d')).toEqual([])
  })

  it('is found by its format even if it was not collected', () => {
    expect(new Secrets().leaksIn(`token ${JWT}`)).toHaveLength(1)
    expect(new Secrets().leaksIn('sb-1-auth-token=base64-eyJhY2Nlc3NfdG9rZW4i')).toHaveLength(1)
  })

  it('fails the run', () => {
    expect(() => holding('hunter22').expectNoneIn('tried hunter22')).toThrow('password: tried <password>')
    expect(() => holding('hunter22').expectNoneIn('tried it')).not.toThrow()
  })
})

describe('the collected secrets', () => {
  const kinds = (fill: (secrets: Secrets) => void) => {
    const secrets = new Secrets()
    fill(secrets)
    return [...secrets.kinds].sort()
  }
  const body = (value: object) => Buffer.from(JSON.stringify(value))

  it('of a request: its credentials, however deeply nested', () => {
    const sent = body({
      email: 'ada@example.com',
      password: 'correct horse',
      meta: { captcha_token: 'captcha-1' },
    })
    expect(kinds((secrets) => secrets.addRequest('/auth/v1/token', {}, sent))).toEqual([
      'captcha_token',
      'email',
      'password',
    ])
    expect(
      kinds((secrets) =>
        secrets.addRequest('/x?token=abcdefgh1', { authorization: `Bearer ${JWT}` }, body({})),
      ),
    ).toEqual(['access_token', 'token'])
  })

  it('of a response: tokens, but not error codes', () => {
    const answer = body({ code: 'invalid_credentials', access_token: JWT, refresh_token: 'r3fresh-token' })
    expect(kinds((secrets) => secrets.addResponse({}, answer))).toEqual(['access_token', 'refresh_token'])
  })

  it('of a browser: URL parameters and form fields, without React’s numbers', () => {
    const fields: [string, string][] = [
      ['1_password', 'correct horse'],
      ['code', '123456'],
      ['name', 'Ada Lovelace'],
    ]
    const address = 'http://localhost/auth/confirm?token_hash=pkce_1234567&next=%2Fprivate'
    expect(kinds((secrets) => secrets.addVisit(address, fields))).toEqual(['code', 'password', 'token_hash'])
  })

  it('of everything that passes through the proxy', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify({ refresh_token: 'r3fresh-token' })))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const secrets = new Secrets()
    const proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, secrets)
    const init = { method: 'POST', body: JSON.stringify({ password: 'correct horse' }) }
    const answer = await fetch(`${proxy.url}/auth/v1/token`, init)
    expect(await answer.json()).toEqual({ refresh_token: 'r3fresh-token' })
    expect([...secrets.kinds].sort()).toEqual(['password', 'refresh_token'])
    await proxy.close()
    server.close()
  })
})
