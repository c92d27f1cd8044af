import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isLoginErrorCode } from '@/utils/audit/record-event'
import { signReport } from '@/utils/audit/sign-report'

const KEY = 'a signing key that only the database has too'
const EVENT = { type: 'login.failed', reason: 'invalid_credentials', email: 'ada@example.com' } as const

it('signs what happened, when, and for which client', () => {
  const before = Math.floor(Date.now() / 1000)
  const { report, signature } = signReport(EVENT, { address: '203.0.113.7', userAgent: 'Browser/1' }, KEY)
  const { at, ...rest } = JSON.parse(report)
  expect(rest).toEqual({ ...EVENT, ip: '203.0.113.7', user_agent: 'Browser/1' })
  expect([before, before + 1, before + 2]).toContain(at)
  expect(signature).toBe(createHmac('sha256', KEY).update(report).digest('hex'))
})

it('leaves out unknown values', () => {
  const { report } = signReport(EVENT, { address: undefined, userAgent: null }, KEY)
  expect(Object.keys(JSON.parse(report)).sort()).toEqual(['at', 'email', 'reason', 'type'])
})

it('knows the sign-in errors that belong in the audit log', () => {
  for (const code of ['invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_attempts'])
    expect(isLoginErrorCode(code)).toBe(true)
  for (const code of [undefined, '', 'auth_unavailable', 'captcha_failed'])
    expect(isLoginErrorCode(code)).toBe(false)
})
