import { describe, expect, it } from 'vitest'
import { findCounters } from '@/utils/rate-limit/counters'
import { type Limits, limits } from '@/utils/rate-limit/limits'

const LIMITS: Limits = limits({ apiCallsPerMinute: 600 }).login
const ADA = 'ada@example.com'

const counters = (account?: string, clientAddress?: string) =>
  findCounters('login', LIMITS, { account, clientAddress })
const keys = (account?: string, address?: string) =>
  Object.fromEntries(counters(account, address).map(({ name, key }) => [name, key]))

describe('the counters of an attempt', () => {
  it('are ordered from the narrowest to the widest', () => {
    expect(counters(ADA, '203.0.113.7').map(({ name }) => name)).toEqual([
      'login.account-and-address',
      'login.account',
      'login.address',
      'login.site',
      'login.unusual',
    ])
  })

  it('contain no address in plain text', () => {
    expect(JSON.stringify(keys(ADA, '203.0.113.7'))).not.toContain('ada')
  })

  it('are the same for every spelling of the account', () => {
    expect(keys(' ADA@Example.com ')).toEqual(keys(ADA))
    expect(keys('bob@example.com')).not.toEqual(keys(ADA))
  })

  it('leave out an unknown address, so that clients do not share one counter', () => {
    const unknown = keys(ADA)
    expect(Object.keys(unknown)).toEqual([
      'login.account-and-address',
      'login.account',
      'login.site',
      'login.unusual',
    ])
    expect(unknown['login.account-and-address']).not.toBe(
      keys('bob@example.com')['login.account-and-address'],
    )
    expect(Object.keys(keys())).toEqual(['login.site', 'login.unusual'])
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002:0::9', true],
    ['2001:db8::1', '2001:db8:0:0:7::', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '1::', false],
    ['203.0.113.7', '203.0.113.8', false],
  ])('put %s and %s into one network: %s', (one, other, same) => {
    expect(keys(ADA, one)['login.address'] === keys(ADA, other)['login.address']).toBe(same)
  })
})

describe('the limits', () => {
  const all = Object.entries<Limits>(limits({ apiCallsPerMinute: 600 }))

  it('block everyone together for at most a minute, so that no one can lock all others out', () => {
    for (const [, { site }] of all) expect(site?.blockedS ?? site?.withinS ?? 0).toBeLessThanOrEqual(60)
  })

  it('are higher for an account from all addresses than from one', () => {
    for (const [, { 'account-and-address': narrow, account }] of all)
      if (narrow && account) expect(account.attempts).toBeGreaterThan(narrow.attempts)
  })
})
