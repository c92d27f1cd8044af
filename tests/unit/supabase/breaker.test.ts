import { describe, expect, it, vi } from 'vitest'
import { createBreaker, getBreaker } from '@/utils/supabase/breaker'

const OPEN_MS = 40
const make = () => createBreaker(3, OPEN_MS)
const well = () => false
const ill = () => true
const fails = async () => {
  throw new Error('no answer')
}

/** A call that the test ends. */
function pending() {
  let end: (response: string) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const response = new Promise<string>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  return { call: () => response, end, fail: () => fail(new Error('no answer')) }
}

const opened = async (breaker = make()) => {
  for (let n = 0; n < 3; n += 1) await breaker.execute(fails, well).catch(() => null)
  return breaker
}
const halfOpenable = () => new Promise((resolve) => setTimeout(resolve, OPEN_MS + 5))

describe('a breaker', () => {
  it('returns responses and throws errors', async () => {
    const breaker = make()
    expect(await breaker.execute(async () => 'answer', well)).toBe('answer')
    expect(await breaker.execute(async () => 'trouble', ill)).toBe('trouble')
    await expect(breaker.execute(fails, well)).rejects.toThrow('no answer')
    expect(breaker.state).toBe('closed')
  })

  it('opens after consecutive failures and makes no calls then', async () => {
    const breaker = await opened()
    const call = vi.fn(async () => 'answer')
    await expect(breaker.execute(call, well)).rejects.toThrow()
    expect([breaker.state, call.mock.calls.length]).toEqual(['open', 0])
  })

  it('opens for responses that count as failures, too', async () => {
    const breaker = make()
    for (let n = 0; n < 3; n += 1) await breaker.execute(async () => 'trouble', ill)
    expect(breaker.state).toBe('open')
  })

  it('starts counting again after every success', async () => {
    const breaker = make()
    for (const call of [fails, fails, async () => 'answer', fails, fails])
      await breaker.execute(call, well).catch(() => null)
    expect(breaker.state).toBe('closed')
  })

  it('allows one call after a while; the others fail at once', async () => {
    const breaker = await opened()
    await halfOpenable()
    const first = pending()
    const attempts = breaker.execute(first.call, well)
    expect(breaker.state).toBe('half-open')
    const call = vi.fn(async () => 'answer')
    await expect(breaker.execute(call, well)).rejects.toThrow()
    first.end('back')
    expect(await attempts).toBe('back')
    expect([breaker.state, call.mock.calls.length]).toEqual(['closed', 0])
    expect(await breaker.execute(call, well)).toBe('answer')
  })

  it('opens again if that call fails', async () => {
    const breaker = await opened()
    await halfOpenable()
    await breaker.execute(fails, well).catch(() => null)
    expect(breaker.state).toBe('open')
  })

  it('is shared in the process, one for each upstream', () => {
    expect(getBreaker('auth')).toBe(getBreaker('auth'))
    expect(getBreaker('auth')).not.toBe(getBreaker('data'))
  })
})
