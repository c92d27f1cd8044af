import { describe, expect, it, vi } from 'vitest'
import { createBreaker, getBreaker } from '@/utils/supabase/breaker'

const OPEN_MS = 40
const make = () => createBreaker(3, OPEN_MS)
const well = () => false
const ill = () => true
const fails = async () => {
  throw new Error('no answer')
}

/** A call whose end is in the test's hand. */
function pending() {
  let end: (answer: string) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const answer = new Promise<string>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  return { call: () => answer, end, fail: () => fail(new Error('no answer')) }
}

const opened = async (breaker = make()) => {
  for (let n = 0; n < 3; n += 1) await breaker.execute(fails, well).catch(() => null)
  return breaker
}
const halfOpenable = () => new Promise((resolve) => setTimeout(resolve, OPEN_MS + 5))

describe('a breaker', () => {
  it('passes answers and errors on', async () => {
    const breaker = make()
    expect(await breaker.execute(async () => 'answer', well)).toBe('answer')
    expect(await breaker.execute(async () => 'trouble', ill)).toBe('trouble')
    await expect(breaker.execute(fails, well)).rejects.toThrow('no answer')
    expect(breaker.state).toBe('closed')
  })

  it('opens after failures in a row, and asks nothing then', async () => {
    const breaker = await opened()
    const call = vi.fn(async () => 'answer')
    await expect(breaker.execute(call, well)).rejects.toThrow()
    expect([breaker.state, call.mock.calls.length]).toEqual(['open', 0])
  })

  it('opens for answers that speak against the upstream, too', async () => {
    const breaker = make()
    for (let n = 0; n < 3; n += 1) await breaker.execute(async () => 'trouble', ill)
    expect(breaker.state).toBe('open')
  })

  it('begins to count anew with every success', async () => {
    const breaker = make()
    for (const call of [fails, fails, async () => 'answer', fails, fails])
      await breaker.execute(call, well).catch(() => null)
    expect(breaker.state).toBe('closed')
  })

  it('lets one call try after a while; the others are answered at once', async () => {
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

  it('opens again when that call fails', async () => {
    const breaker = await opened()
    await halfOpenable()
    await breaker.execute(fails, well).catch(() => null)
    expect(breaker.state).toBe('open')
  })

  it('is one for everything in the process, and one for each upstream', () => {
    expect(getBreaker('auth')).toBe(getBreaker('auth'))
    expect(getBreaker('auth')).not.toBe(getBreaker('data'))
  })
})
