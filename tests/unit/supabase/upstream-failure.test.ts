import { describe, expect, it } from 'vitest'
import type { SessionQuestion } from '@/utils/auth/outcome'
import type { Upstream } from '@/utils/supabase/breaker'
import { isUpstreamFailure } from '@/utils/supabase/upstream-failure'

const HTML = '<!doctype html><title>Gateway</title>'
const coded = (code: string) => JSON.stringify({ code, message: 'words' })

type Case = [what: string, Upstream, SessionQuestion | null, status: number, body: string, type?: string]

const FAILURES: Case[] = [
  ['a 502', 'auth', 'user', 502, HTML],
  ['a 503 in JSON', 'data', null, 503, coded('PGRST001')],
  ['a coded 500 about a session', 'auth', 'user', 500, coded('unexpected_failure')],
  ['a 500 without a code', 'auth', null, 500, '{}'],
  ['an HTML 403', 'auth', 'refresh', 403, HTML],
  ['an HTML 404', 'auth', null, 404, HTML],
  ['HTML with 200', 'auth', 'user', 200, HTML],
  ['HTML with 200 for rows', 'data', null, 200, HTML, 'text/html; charset=utf-8'],
  ['cut JSON', 'auth', 'user', 200, '{"id":"1'],
  ['wrong JSON', 'auth', 'user', 200, '{"hello":"world"}'],
]

const ANSWERS: Case[] = [
  ['a user', 'auth', 'user', 200, '{"id":"1"}'],
  ['an ended session', 'auth', 'user', 403, coded('session_not_found')],
  ['a wrong password', 'auth', null, 400, coded('invalid_credentials')],
  ['too many requests', 'auth', 'refresh', 429, coded('over_request_rate_limit')],
  ['too many requests, says a gateway', 'auth', 'user', 429, HTML],
  ['a mail that cannot be delivered', 'auth', null, 500, coded('unexpected_failure')],
  ['a function that fails', 'data', null, 500, coded('XX000')],
  ['a row that is refused', 'data', null, 403, coded('42501')],
  ['rows', 'data', null, 200, '[]'],
  ['nothing, as asked', 'data', null, 201, ''],
  ['nothing of Auth', 'auth', null, 204, ''],
]

const says = ([, upstream, question, status, body, type = 'application/json']: Case) =>
  isUpstreamFailure(upstream, question, { status, body, headers: new Headers({ 'content-type': type }) })

describe('isUpstreamFailure', () => {
  it.each(FAILURES)('%s speaks against the upstream', (...failure) => expect(says(failure)).toBe(true))
  it.each(ANSWERS)('%s does not', (...answer) => expect(says(answer)).toBe(false))
})
