import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { remainingTime, STARTED_AT_HEADER } from '@/utils/supabase/request-deadline'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const started = () => new Headers({ [STARTED_AT_HEADER]: String(Date.now()) })

it('gives a new request its full time', () => {
  expect(remainingTime(started())).toBe(3000)
  expect(remainingTime(new Headers())).toBe(3000)
})

it('gives the page after an action the rest of the action’s time, but always enough to be rendered', () => {
  const headers = started()
  vi.advanceTimersByTime(1500)
  expect(remainingTime(headers)).toBe(3000)
  vi.advanceTimersByTime(500)
  expect(remainingTime(headers)).toBe(2500)
  vi.advanceTimersByTime(20_000)
  expect(remainingTime(headers)).toBe(1500)
})
