import { expect, test } from 'vitest'
import { parseDuration } from '../../src/parse-duration.ts'

test.each([
  ['60s', 60],
  ['1m0s', 60],
  ['1m30s', 90],
  ['24h', 86_400],
  ['500ms', 0.5],
])('%s is %d seconds', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each(['', '60', '1 minute', 's', '1m!'])('%j is not a duration', (text) => {
  expect(() => parseDuration(text)).toThrow('Not a duration')
})
