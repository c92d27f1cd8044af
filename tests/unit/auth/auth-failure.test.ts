import { describe, expect, it } from 'vitest'
import { isAuthFailure, type SessionQuestion } from '@/utils/auth/sessions/session-response'

const HTML = '<!doctype html><title>Gateway</title>'
const coded = (code: string) => JSON.stringify({ code, message: 'words' })

type Case = [what: string, SessionQuestion | null, status: number, body: string]

const FAILURES: Case[] = [
  ['a 502', 'user', 502, HTML],
  ['a coded 500 about a session', 'user', 500, coded('unexpected_failure')],
  ['a 500 without a code', null, 500, '{}'],
]

const RESPONSES: Case[] = [
  ['a user', 'user', 200, '{"id":"1"}'],
  ['an ended session', 'user', 403, coded('session_not_found')],
  ['a wrong password', null, 400, coded('invalid_credentials')],
  ['too many requests', 'refresh', 429, coded('over_request_rate_limit')],
  ['too many requests, says a gateway', 'user', 429, HTML],
  ['what a firewall forbids one client', 'refresh', 403, HTML],
  ['cookies that are too long for a gateway', 'user', 431, ''],
  ['a form that is too long for a gateway', null, 413, HTML],
  ['an email that cannot be delivered', null, 500, coded('unexpected_failure')],
  ['nothing of Auth', null, 204, ''],
]

const says = ([, question, status, body]: Case) => isAuthFailure(question, { status, body })

describe('isAuthFailure', () => {
  it.each(FAILURES)('is true for %s', (...failure) => expect(says(failure)).toBe(true))
  it.each(RESPONSES)('is false for %s', (...response) => expect(says(response)).toBe(false))
})
