import { describe, expect, it } from 'vitest'
import {
  classifySessionResponse,
  errorCode,
  parseObject,
  sessionQuestion,
} from '@/utils/auth/sessions/session-response'

const USER = JSON.stringify({ id: '11111111-1111-4111-8111-111111111111', email: 'a@example.com' })
const TOKENS = JSON.stringify({ access_token: 'a', refresh_token: 'r', expires_in: 3600, user: { id: 'u' } })

describe('classifySessionResponse', () => {
  it('accepts a complete response', () => {
    expect(classifySessionResponse('user', 200, USER)).toBe('active')
    expect(classifySessionResponse('refresh', 200, TOKENS)).toBe('active')
  })

  it.each([
    [403, { code: 'session_not_found' }],
    [403, { error_code: 'session_not_found', code: 403 }],
    [400, { code: 'refresh_token_not_found' }],
    [400, { code: 'refresh_token_already_used' }],
    [403, { code: 'user_not_found' }],
    [403, { code: 'user_banned' }],
    [403, { code: 'session_expired' }],
  ])('takes %i %j as the end of the session', (status, body) => {
    expect(classifySessionResponse('user', status, JSON.stringify(body))).toBe('ended')
    expect(classifySessionResponse('refresh', status, JSON.stringify(body))).toBe('ended')
  })

  it.each([403, 401])('leaves %i bad_jwt to the refresh token', (status) => {
    const body = JSON.stringify({
      code: 'bad_jwt',
      message: 'invalid JWT: unable to parse or verify signature',
    })
    expect(classifySessionResponse('user', status, body)).toBe('rejected')
    expect(classifySessionResponse('refresh', status, body)).toBe('unknown')
  })

  it.each([
    { code: 'validation_failed', message: 'Refresh token is not valid' },
    { error_code: 'validation_failed', code: 400, msg: 'Refresh token is not valid' },
  ])('takes a malformed refresh token as the end of the session', (body) => {
    expect(classifySessionResponse('refresh', 400, JSON.stringify(body))).toBe('ended')
    expect(classifySessionResponse('user', 400, JSON.stringify(body))).toBe('unknown')
  })

  it.each([
    [500, '{"code":"unexpected_failure"}'],
    [500, '{"code":"session_not_found"}'],
    [502, '<html>Bad gateway</html>'],
    [503, ''],
    [429, '{"code":"over_request_rate_limit"}'],
    [429, '{"code":"session_not_found"}'],
    [403, '<html>Forbidden</html>'],
    [404, '<html>Not found</html>'],
    [404, '{"message":"no Route matched with those values"}'],
    [401, '{"message":"Invalid API key"}'],
    [400, '{"code":"validation_failed"}'],
    [400, '{"code":400}'],
    [400, 'session_not_found'],
    [400, '"session_not_found"'],
    [400, '["session_not_found"]'],
    [302, '{"code":"session_not_found"}'],
    [200, '<html>Welcome to the hotel network</html>'],
    [200, ''],
    [200, '{}'],
    [200, 'null'],
    [200, '[]'],
    [200, '{"id":""}'],
    [200, '{"id":7}'],
    [200, USER.slice(0, 20)],
    [200, TOKENS.slice(0, -1)],
  ])('is unknown for %i %s', (status, body) => {
    expect(classifySessionResponse('user', status, body)).toBe('unknown')
    expect(classifySessionResponse('refresh', status, body)).toBe('unknown')
  })

  it('does not mistake the response to one question for that of the other', () => {
    expect(classifySessionResponse('user', 200, TOKENS)).toBe('unknown')
    expect(classifySessionResponse('refresh', 200, USER)).toBe('unknown')
  })
})

describe('sessionQuestion', () => {
  const at = (path: string) => new URL(path, 'https://project.supabase.co')

  it('recognizes both questions', () => {
    expect(sessionQuestion('GET', at('/auth/v1/user'))).toBe('user')
    expect(sessionQuestion('POST', at('/auth/v1/token?grant_type=refresh_token'))).toBe('refresh')
  })

  it.each([
    ['PUT', '/auth/v1/user'],
    ['POST', '/auth/v1/token?grant_type=password'],
    ['POST', '/auth/v1/token'],
    ['GET', '/auth/v1/.well-known/jwks.json'],
    ['POST', '/auth/v1/logout'],
    ['GET', '/rest/v1/user'],
  ])('%s %s is not one', (method, path) => expect(sessionQuestion(method, at(path))).toBeNull())
})

it('reads the error code in both formats', () => {
  expect(errorCode({ code: 'otp_expired' })).toBe('otp_expired')
  expect(errorCode({ code: 403, error_code: 'otp_expired' })).toBe('otp_expired')
  expect(errorCode({ code: 403 })).toBeNull()
})

it.each(['', 'null', '[]', '7', '"text"', '{', '<html>'])('finds no object in %j', (body) => {
  expect(parseObject(body)).toBeNull()
})

describe('classifySessionResponse of an incomplete session', () => {
  const whole = { access_token: 'a', refresh_token: 'r', user: { id: 'u' } }

  it.each([
    { ...whole, access_token: '' },
    { ...whole, access_token: 7 },
    { ...whole, access_token: undefined },
    { ...whole, refresh_token: '' },
    { ...whole, refresh_token: null },
    { ...whole, user: null },
    { ...whole, user: {} },
    { ...whole, user: { id: 7 } },
    { ...whole, user: [] },
  ])('is unknown for %j', (body) =>
    expect(classifySessionResponse('refresh', 200, JSON.stringify(body))).toBe('unknown'),
  )

  it.each([100, 199, 300, 399])('is unknown for the status %i', (status) => {
    expect(classifySessionResponse('user', status, USER)).toBe('unknown')
    expect(classifySessionResponse('refresh', status, TOKENS)).toBe('unknown')
  })

  it('knows the Auth server’s format of a refresh token', () => {
    const named = (message: string) =>
      classifySessionResponse('refresh', 400, JSON.stringify({ code: 'validation_failed', message }))
    for (const message of ['Refresh token is not valid', 'refresh_token is not valid', 'bad refreshtoken'])
      expect(named(message)).toBe('ended')
    expect(named('Refresh the page: your token…')).toBe('unknown')
  })
})

describe('sessionQuestion with another URL of the project', () => {
  const at = (path: string) => new URL(path, 'https://gateway.example/project')

  it('recognizes both questions', () => {
    expect(sessionQuestion('GET', at('/project/auth/v1/user'))).toBe('user')
    expect(sessionQuestion('POST', at('/project/auth/v1/token?grant_type=refresh_token'))).toBe('refresh')
  })

  it.each([
    ['GET', '/auth/v1/token?grant_type=refresh_token'],
    ['PUT', '/auth/v1/token?grant_type=refresh_token'],
    ['POST', '/auth/v1/otp?grant_type=refresh_token'],
    ['POST', '/auth/v1/token/x?grant_type=refresh_token'],
    ['GET', '/auth/v1/user/x'],
  ])('%s %s is not one', (method, path) => expect(sessionQuestion(method, at(path))).toBeNull())
})
