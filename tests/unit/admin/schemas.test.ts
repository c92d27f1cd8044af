import { describe, expect, it } from 'vitest'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { grantRoleSchema } from '@/utils/admin/schemas'

const given = { userId: '10000000-0000-4000-8000-000000000001', role: 'mentor', reason: 'for the workshop' }

describe('a role that is given', () => {
  it('is for good without an end', () => {
    expect(grantRoleSchema.parse({ ...given, until: '' })).toEqual({ ...given, until: undefined })
  })

  it('ends at a moment in UTC', () => {
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
  ])('is refused for its %s: %s', (field, value) => {
    expect(grantRoleSchema.safeParse({ ...given, [field]: value }).error?.issues[0]?.path).toEqual([field])
  })
})

describe('a refusal of the database', () => {
  it('has words of our own', () => expect(adminErrorMessage('last_admin')).toContain('At least one admin'))
  it.each(['constructor', 'relation "x" does not exist', ''])('never shows its raw text: %s', (message) => {
    expect(adminErrorMessage(message)).toBe('Something went wrong. Try again in a moment.')
  })
})
