import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { remainingTime } from '@/utils/supabase/request-deadline'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('gives a request that has asked nothing yet all of its time', () => {
  expect(remainingTime(randomUUID())).toBe(3000)
  expect(remainingTime(undefined)).toBe(3000)
})

it('gives the page after an action what the action has left', () => {
  const id = randomUUID()
  remainingTime(id)
  vi.advanceTimersByTime(1000)
  expect(remainingTime(id)).toBe(3000)
  vi.advanceTimersByTime(2000)
  expect(remainingTime(id)).toBe(1500)
  vi.advanceTimersByTime(5000)
  expect(remainingTime(id)).toBe(0)
})

it('lets no request pay for another', () => {
  remainingTime(randomUUID())
  vi.advanceTimersByTime(4000)
  expect(remainingTime(randomUUID())).toBe(3000)
})
