import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeError } from '@/utils/log/describe-error'
import { LEVELS } from '@/utils/log/events'
import { allowedFields, REDACTED } from '@/utils/log/fields'

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
]

const FIELDS = [
  'blocked',
  'by',
  'code',
  'decision',
  'directive',
  'durationMs',
  'kind',
  'limit',
  'emailKind',
  'method',
  'operation',
  'page',
  'path',
  'requestId',
]
const MORE = [
  'retryAfterS',
  'route',
  'scope',
  'status',
  'text',
  'times',
  'type',
  'upstream',
  'userId',
  'account',
  'client',
  'error',
]

describe('a line of the log', () => {
  it('holds what an event says', () => {
    const event = {
      event: 'access.denied',
      requestId: ID,
      status: 403,
      code: 'users.manage',
      userId: ID,
      path: '/admin/users',
      method: 'GET',
      durationMs: 12.7,
    }
    expect(allowedFields(event)).toEqual({ ...event, durationMs: 13 })
  })

  it.each(Object.keys(LEVELS))('knows the event %s by its name', (event) => {
    expect(allowedFields({ event })).toEqual({ event })
  })

  it.each([...FIELDS, ...MORE])('holds no secret that was put into %s', (field) => {
    // Plain words are what is shown of a text.
    const secrets = field === 'text' ? SECRETS.filter((secret) => secret !== 'a long password') : SECRETS
    for (const secret of secrets)
      expect(JSON.stringify(allowedFields({ [field]: secret }))).not.toContain(secret)
  })

  it('has no other field, however it is called', () => {
    expect(allowedFields({ status: 1, password: 'hunter2', headers: {}, user: { email: 'a@b.c' } })).toEqual({
      status: 1,
    })
  })

  it.each([
    ['invalid_credentials', 'an error code of the Auth server'],
    ['42501', 'an SQLSTATE'],
    ['PGRST301', 'a code of PostgREST'],
    ['sign-in-expired', 'a reason of /error'],
    ['ECONNREFUSED', 'a code of Node'],
  ])('holds %s: %s', (code) => expect(allowedFields({ code })).toEqual({ code }))

  it('tells the same address from another, and whose it is from nothing', () => {
    const [one, same, other] = ['Ada@example.com', 'ada@example.com ', 'bob@example.com'].map(
      (account) => allowedFields({ account }).account,
    )
    expect(one).toMatch(/^[\da-f]{12}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })

  it('shows of a path the words alone', () => {
    const shown = (path: string) => allowedFields({ path }).path
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

  it('holds no more than a path of words, whatever was asked for', () => {
    fc.assert(
      fc.property(fc.string(), (path) => /^[a-z\d/_.*…-]*$/.test(String(allowedFields({ path }).path))),
    )
  })

  it('shows of what a library printed the plain words', () => {
    const text = `\u001b[31m⨯\u001b[39m Failed to fetch https://x.y/?code=123456 for ada@example.com: timed out`
    expect(allowedFields({ text }).text).toBe('… Failed to fetch … for … timed out')
  })
})

describe('an error in the log', () => {
  const thrown = (message: string) =>
    Object.assign(new TypeError(message), { code: 'ERR_INVALID_URL', digest: '42' })

  it('keeps its kind, code and place', () => {
    const { error } = allowedFields({ error: describeError(thrown('x')) })
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_URL', digest: '42' })
    expect(JSON.stringify(error)).toContain('tests/unit/log/fields.test.ts')
    expect(JSON.stringify(error)).not.toContain(REDACTED)
  })

  it.each([...SECRETS, `two lines\n    at ${JWT}`, `at (${JWT}:1:2)`, ''])(
    'and not its message: %j',
    (message) => {
      const cause = new Error(message)
      const error = new Error(message, { cause })
      const line = JSON.stringify(allowedFields({ error: describeError(error) }))
      for (const secret of [...SECRETS, ...(message ? [message] : [])]) expect(line).not.toContain(secret)
      expect(line).toContain('"cause":{"name":"Error"')
    },
  )

  it('keeps no place that it cannot tell from its words', () => {
    const error = new Error(`a long password\n    at x (${JWT}:1:2)`)
    expect(error.stack).toContain(JWT)
    error.message = 'changed'
    expect(describeError(error).stack).toEqual([])
  })

  it('is told even when it is none', () => {
    for (const error of ['a long password', null, 7, { message: 'a long password' }])
      expect(allowedFields({ error: describeError(error) })).toEqual({ error: { name: 'Thrown', stack: [] } })
  })

  it.each(['a@b.c', 'two words', JWT])('withholds a name or code that is none: %s', (name) => {
    const error = Object.assign(new Error('x'), { name, code: name, digest: 'a b' })
    expect(allowedFields({ error: describeError(error) }).error).toMatchObject({
      name: REDACTED,
      code: REDACTED,
      digest: REDACTED,
    })
  })
})
