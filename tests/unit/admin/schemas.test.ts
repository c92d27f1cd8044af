import { describe, expect, it } from 'vitest'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { grantRoleSchema } from '@/utils/admin/schemas'

const given = { userId: '10000000-0000-4000-8000-000000000001', role: 'mentor', reason: 'for the workshop' }

describe('a granted role', () => {
  it('does not expire without an expiry', () => {
    expect(grantRoleSchema.parse({ ...given, until: '' })).toEqual({ ...given, until: undefined })
  })

  it('expires at a time in UTC', () => {
    expect(grantRoleSchema.parse({ ...given, until: '2096-01-01T12:00' }).until).toBe('2096-01-01T12:00Z')
  })

  it.each([
    ['role', 'member'],
    ['role', 'owner'],
    ['until', '2020-01-01T00:00'],
    ['until', 'tomorrow'],
    ['until', '2096-13-45T99:99'],
    ['reason', ' '],
    ['reason', 'x'.repeat(201)],
    ['reason', 'a\nb'],
    ['userId', 'me'],
  ])('is rejected for its %s: %s', (field, value) => {
    expect(grantRoleSchema.safeParse({ ...given, [field]: value }).error?.issues[0]?.path).toEqual([field])
  })
})

describe('an error of the database', () => {
  it('is shown in our words', () => expect(adminErrorMessage('last_admin')).toContain('At least one admin'))
  it.each(['constructor', 'relation "x" does not exist', ''])('is never shown as raw text: %s', (message) => {
    expect(adminErrorMessage(message)).toBe('Something went wrong. Try again in a moment.')
  })
})
