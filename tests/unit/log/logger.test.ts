import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { EVENTS } from '@/utils/log/events'
import { LOGGER_OPTIONS } from '@/utils/log/logger'
import { REDACTED } from '@/utils/log/redact'

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLWl0'
const ID = '11111111-2222-4333-8444-555555555555'

const SECRETS = [
  JWT,
  'ada@example.com',
  'a long password',
  'Tr0ub4dor&3',
  '123456',
  'pkce_0f4c2d9a7b',
  'sb_secret_abcdefgh',
  'v1.2-refresh/token+',
  'https://example.com/?token_hash=abc123',
  'redis://default:hunter2@redis.example:6379',
]

/** The log line of these fields. */
function lineOf(fields: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = []
  pino(LOGGER_OPTIONS, { write: (line) => void lines.push(line) }).info(fields)
  const { level, time, ...written } = JSON.parse(lines.join(''))
  expect({ level, time }).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) })
  return written
}

const errorOf = (error: unknown) => lineOf({ err: error }).err

describe('a log line', () => {
  it('has the fields of its event', () => {
    const event = {
      event: 'access.denied',
      requestId: ID,
      status: 403,
      code: 'users.manage',
      userId: ID,
      path: '/admin/users',
      method: 'GET',
      durationMs: 13,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
    }
    expect(lineOf(event)).toEqual(event)
  })

  it.each(Object.keys(EVENTS))('has the event %s, which docs/logs.md describes', (event) => {
    expect(lineOf({ event })).toEqual({ event })
    expect(readFileSync(resolve(import.meta.dirname, '../../../docs/logs.md'), 'utf8')).toContain(
      `\`${event}\``,
    )
  })

  it.each([
    ...['account', 'blocked', 'client', 'code', 'decision', 'directive', 'durationMs', 'emailKind', 'event'],
    ...['kind', 'limit', 'method', 'operation', 'page', 'path', 'requestId', 'retryAfterS', 'route', 'scope'],
    ...['signInMethod', 'status', 'times', 'type', 'upstream', 'userId', 'aFieldOfTomorrow'],
  ])('redacts a secret in the field %s', (field) => {
    for (const secret of SECRETS) {
      const line = JSON.stringify(lineOf({ [field]: secret }))
      expect(line).not.toContain(secret)
      expect(line).not.toContain('hunter2')
    }
  })

  it.each(['password', 'token', 'email', 'headers', 'body', 'cookie'])(
    'redacts the field %s, whatever its value',
    (field) => {
      for (const value of ['hunter', 7, { cookie: 'abc' }, ['hunter']])
        expect(lineOf({ [field]: value })).toEqual({ [field]: REDACTED })
    },
  )

  it('redacts an object in any field', () => {
    expect(lineOf({ user: { name: 'ada' }, list: ['ada'] })).toEqual({ user: REDACTED, list: REDACTED })
  })

  it.each([
    ['invalid_credentials', 'an error code of the Auth server'],
    ['42501', 'an SQLSTATE'],
    ['PGRST301', 'a code of PostgREST'],
    ['sign-in-expired', 'a reason of /error'],
    ['ECONNREFUSED', 'a code of Node.js'],
  ])('has the code %s: %s', (code) => expect(lineOf({ code })).toEqual({ code }))

  it('has the same pseudonym for the same address, which cannot be recovered from it', () => {
    const [one, same, other] = ['Ada@example.com', 'ada@example.com ', 'bob@example.com'].map(
      (account) => lineOf({ account }).account,
    )
    expect(one).toMatch(/^[\da-f]{12}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })

  it('contains only the known words of a path', () => {
    const shown = (path: string) => lineOf({ path }).path
    expect(shown('/private/notes?token_hash=abc')).toBe('/private/notes')
    expect(shown(`/private/notes/${ID}/delete`)).toBe('/private/notes/*/delete')
    expect(shown('/auth/confirm/x1.signup.L3ByaXZhdGU')).toBe('/auth/confirm/*')
    expect(shown('/rest/v1/rpc/record_event')).toBe('/rest/v1/rpc/record_event')
    expect(shown('/api/openapi.json')).toBe('/api/openapi.json')
    expect(shown('/')).toBe('/')
    expect(shown(`/${JWT}`)).toBe('/*')
    expect(shown('//a@b.c/%0d%0aSet-Cookie')).toBe('//*/*')
    expect(shown(`/a${'/b'.repeat(50)}`)).toMatch(/^(\/[ab]){8}\/…$/)
  })

  it('contains only plain words of any path', () => {
    fc.assert(fc.property(fc.string(), (path) => /^[a-z\d/_.*…-]*$/.test(String(lineOf({ path }).path))))
  })

  it('contains the text of a library’s output', () => {
    const text = `\u001b[31m⨯\u001b[39m Failed to fetch https://x.y/?code=123456 for ada@example.com: timed out`
    expect(lineOf({ text }).text).toBe('… Failed to fetch … for … timed out')
  })
})

describe('an error in the log', () => {
  const error = (message: string) =>
    Object.assign(new TypeError(message), { code: 'ERR_INVALID_URL', digest: '42' })

  it('keeps its type, code, message, and stack', () => {
    const err = errorOf(error('The database gave no clear response'))
    expect(err).toMatchObject({
      type: 'TypeError',
      code: 'ERR_INVALID_URL',
      digest: '42',
      message: 'The database gave no clear response',
      stack: expect.stringContaining('tests/unit/log/logger.test.ts'),
    })
    expect(JSON.stringify(err)).not.toContain(REDACTED)
  })

  it.each([
    ["Cannot read properties of undefined (reading 'map')"],
    ['The operation was aborted due to timeout'],
    ['fetch failed'],
    ['no clear response: timeout'],
    ['No response within 3000 ms'],
  ])('keeps a message without secrets: %s', (message) => {
    expect(errorOf(new Error(message))).toMatchObject({ message })
  })

  it.each([
    ['Failed to parse URL from https://u:pw1@x.y/?code=1', 'Failed to parse URL from …'],
    ['"a long password" is not valid JSON', '… is not valid JSON'],
    [`"he said "a long password"" is not valid JSON`, '… is not valid JSON'],
    ["Unexpected token 'h', 'a long password' is not valid JSON", 'Unexpected token … is not valid JSON'],
    ['Headers.append: "Bearer abc" is an invalid header value.', '… is an invalid header value.'],
    ['invalid input syntax for type uuid: "ada lovelace"', 'invalid input syntax for type uuid: …'],
    ['Key (email)=(ada@example.com) already exists.', 'Key … already exists.'],
    ['password=hunter2 token:abc1 code 123456', '… code …'],
    ['key MFRGGZDFMZTWQ2LK', 'key …'],
    ["It's `a long password`", "It's …"],
  ])('redacts the message %s', (message, logged) => {
    expect(errorOf(new Error(message))).toMatchObject({ message: logged })
  })

  it.each([...SECRETS, `two lines\n    at ${JWT}`, `at (${JWT}:1:2)`])(
    'redacts the message %j, also in a cause',
    (secret) => {
      // A passphrase of plain words looks like a message, except in quotes.
      const message = secret === 'a long password' ? `"${secret}"` : secret
      const line = JSON.stringify(errorOf(new Error(message, { cause: new Error(message) })))
      for (const known of SECRETS) expect(line).not.toContain(known)
      expect(line).toContain('"cause":{"type":"Error"')
    },
  )

  it('omits the message of a backend and the properties that libraries add to errors', () => {
    const backend = Object.assign(new Error('User ada is not allowed'), {
      name: 'AuthApiError',
      details: 'x y',
    })
    expect(errorOf(backend)).toMatchObject({ type: 'AuthApiError', message: REDACTED })
    expect(JSON.stringify(errorOf(new Error('x', { cause: backend })))).not.toMatch(/not allowed|x y/)
    const renamed = Object.assign(new Error('User ada is not allowed'), { __isAuthError: true })
    expect(errorOf(renamed)).toMatchObject({ message: REDACTED })
  })

  it('has no stack if the message cannot be separated from the frames', () => {
    const error = new Error(`a long password\n    at x (${JWT}:1:2)`)
    expect(error.stack).toContain(JWT)
    error.message = 'changed'
    expect(errorOf(error)).toEqual({ type: 'Error', message: 'changed' })
  })

  it('is logged even if something other than an error was thrown', () => {
    for (const thrown of ['a long password', null, 7, { message: 'a long password' }])
      expect(errorOf(thrown)).toEqual({ type: 'NonError', message: REDACTED })
  })

  it.each(['a@b.c', 'two words', JWT])('redacts an invalid name, code, and digest: %s', (name) => {
    const error = Object.assign(new Error('x'), { name, code: name, digest: 'a b' })
    expect(errorOf(error)).toMatchObject({ type: REDACTED, code: REDACTED, digest: REDACTED })
  })

  it('stops at a circular chain of causes', () => {
    const error = new Error('x')
    error.cause = error
    expect(JSON.stringify(errorOf(error)).match(/"type"/g)).toHaveLength(4)
  })
})
