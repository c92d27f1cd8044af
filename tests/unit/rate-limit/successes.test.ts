import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { countAttempt } from '@/utils/rate-limit/attempts'

/** The seconds until an attempt would be allowed. */
async function secondsUntilAllowed(...args: Parameters<typeof countAttempt>): Promise<number> {
  const attempt = await countAttempt(...args)
  if (attempt.isRateLimited) return attempt.waitS
  await attempt.uncounted()
  return 0
}

process.env.TRUSTED_PROXIES = '1'
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a success does not refund the failures of others: a hundred from everywhere still block the account', async () => {
  const from = (n: number) => new Headers({ 'x-forwarded-for': `203.0.113.${n}` })
  const at = async (n: number, outcome: 'failed' | 'succeeded') => {
    const taken = await countAttempt('login', 'everywhere@example.com', from(n))
    return taken.isRateLimited ? 'refused' : ((await taken[outcome]()) ?? false)
  }
  for (let n = 1; n <= 24; n += 1) {
    for (let wrong = 0; wrong < 4; wrong += 1) expect(await at(n, 'failed')).toBe(false)
    expect(await at(200, 'succeeded')).toBe(false)
  }
  expect([await at(25, 'failed'), await at(25, 'failed'), await at(25, 'failed')]).toEqual([
    false,
    false,
    false,
  ])
  expect(await at(25, 'failed')).toBe(true)
  expect(await at(200, 'succeeded')).toBe('refused')
})

it('a success at one address refunds its failures and no others', async () => {
  const one = new Headers({ 'x-forwarded-for': '198.51.100.1' })
  const other = new Headers({ 'x-forwarded-for': '198.51.100.2' })
  const fail = async (headers: Headers) => {
    const taken = await countAttempt('login', 'here@example.com', headers)
    if (!taken.isRateLimited) await taken.failed()
  }
  for (let n = 0; n < 5; n += 1) await fail(other)
  for (let n = 0; n < 4; n += 1) await fail(one)
  const right = await countAttempt('login', 'here@example.com', one)
  if (!right.isRateLimited) await right.succeeded()
  expect(await secondsUntilAllowed('login', 'here@example.com', other)).toBe(900)
  for (let n = 0; n < 4; n += 1) await fail(one)
  expect(await secondsUntilAllowed('login', 'here@example.com', one)).toBe(0)
})
