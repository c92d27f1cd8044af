import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { timeLeft } from '@/utils/supabase/time-left'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('gives a request that has asked nothing yet all of its time', () => {
  expect(timeLeft(randomUUID())).toBe(3000)
  expect(timeLeft(undefined)).toBe(3000)
})

it('gives the page after an action what the action has left', () => {
  const id = randomUUID()
  timeLeft(id)
  vi.advanceTimersByTime(1000)
  expect(timeLeft(id)).toBe(3000)
  vi.advanceTimersByTime(2000)
  expect(timeLeft(id)).toBe(1500)
  vi.advanceTimersByTime(5000)
  expect(timeLeft(id)).toBe(0)
})

it('lets no request pay for another', () => {
  timeLeft(randomUUID())
  vi.advanceTimersByTime(4000)
  expect(timeLeft(randomUUID())).toBe(3000)
})
