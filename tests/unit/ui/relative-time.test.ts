import { expect, test } from 'vitest'
import { relativeTime } from '@/app/ui/relative-time'

const NOW = new Date('2026-11-21T12:00:00Z')

test.each([
  ['2026-11-21T12:00:05Z', 'just now'],
  ['2026-11-21T11:59:30Z', 'just now'],
  ['2026-11-21T11:59:10Z', '1 minute ago'],
  ['2026-11-21T11:01:00Z', '59 minutes ago'],
  ['2026-11-21T10:59:00Z', '1 hour ago'],
  ['2026-11-20T12:00:01Z', '23 hours ago'],
  ['2026-11-20T11:00:00Z', 'yesterday'],
  ['2026-11-15T11:00:00Z', '6 days ago'],
  ['2026-11-14T11:00:00Z', '14 Nov 2026'],
  ['2025-11-14T23:59:00Z', '14 Nov 2025'],
])('%s at noon of 21 November 2026 is %s', (time, text) => {
  expect(relativeTime(new Date(time), NOW)).toBe(text)
})
