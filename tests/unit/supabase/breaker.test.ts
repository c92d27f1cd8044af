import { describe, expect, it, vi } from 'vitest'
import { createBreaker, getBreaker } from '@/utils/supabase/breaker'

const OPEN_MS = 40
const make = (inFlight = 10) => createBreaker({ failures: 3, openMs: OPEN_MS, inFlight })
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
  for (let n = 0; n < 3; n += 1) await breaker.ask(fails, well).catch(() => null)
  return breaker
}
const halfOpenable = () => new Promise((resolve) => setTimeout(resolve, OPEN_MS + 5))

describe('a breaker', () => {
  it('passes answers and errors on', async () => {
    const breaker = make()
    expect(await breaker.ask(async () => 'answer', well)).toBe('answer')
    expect(await breaker.ask(async () => 'trouble', ill)).toBe('trouble')
    await expect(breaker.ask(fails, well)).rejects.toThrow('no answer')
    expect(breaker.state).toBe('closed')
  })

  it('opens after failures in a row, and asks nothing then', async () => {
    const breaker = await opened()
    const call = vi.fn(async () => 'answer')
    await expect(breaker.ask(call, well)).rejects.toThrow()
    expect([breaker.state, call.mock.calls.length]).toEqual(['open', 0])
  })

  it('opens for answers that speak against the upstream, too', async () => {
    const breaker = make()
    for (let n = 0; n < 3; n += 1) await breaker.ask(async () => 'trouble', ill)
    expect(breaker.state).toBe('open')
  })

  it('begins to count anew with every success', async () => {
    const breaker = make()
    for (const call of [fails, fails, async () => 'answer', fails, fails])
      await breaker.ask(call, well).catch(() => null)
    expect(breaker.state).toBe('closed')
  })

  it('lets one call try after a while; the others are answered at once', async () => {
    const breaker = await opened()
    await halfOpenable()
    const first = pending()
    const attempts = breaker.ask(first.call, well)
    expect(breaker.state).toBe('half-open')
    const call = vi.fn(async () => 'answer')
    await expect(breaker.ask(call, well)).rejects.toThrow()
    first.end('back')
    expect(await attempts).toBe('back')
    expect([breaker.state, call.mock.calls.length]).toEqual(['closed', 0])
    expect(await breaker.ask(call, well)).toBe('answer')
  })

  it('opens again when that call fails', async () => {
    const breaker = await opened()
    await halfOpenable()
    await breaker.ask(fails, well).catch(() => null)
    expect(breaker.state).toBe('open')
  })

  it('is not opened by what an outage has left behind', async () => {
    const breaker = make()
    const stuck = Array.from({ length: 6 }, pending)
    const asked = stuck.map(({ call }) => breaker.ask(call, well).catch(() => null))
    await new Promise((resolve) => setTimeout(resolve, 2))
    await breaker.ask(async () => 'answer', well)
    for (const { fail } of stuck) fail()
    await Promise.all(asked)
    expect(breaker.state).toBe('closed')
  })

  it('lets no more calls in flight than it may, and queues none', async () => {
    const breaker = make(2)
    const calls = [pending(), pending()]
    const asked = calls.map(({ call }) => breaker.ask(call, well))
    const third = vi.fn(async () => 'answer')
    await expect(breaker.ask(third, well)).rejects.toThrow()
    expect([third.mock.calls.length, breaker.state]).toEqual([0, 'closed'])
    for (const { end } of calls) end('answer')
    await Promise.all(asked)
    expect(await breaker.ask(third, well)).toBe('answer')
  })

  it('is one for everything in the process, and one for each upstream', () => {
    expect(getBreaker('auth')).toBe(getBreaker('auth'))
    expect(getBreaker('auth')).not.toBe(getBreaker('data'))
  })
})
