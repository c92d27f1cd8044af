import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { STAGES } from '../mutation/stages'

const cwd = resolve(import.meta.dirname, '../..')

/** The patterns in braces, one by one: one that matches would hide another that does not. */
function alternatives(pattern: string): string[] {
  const [, before = '', choice, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? []
  return choice ? choice.split(',').map((one) => before + one + after) : [pattern]
}

it('every pattern of the mutation stages matches files', () => {
  const patterns = Object.values(STAGES).flatMap(({ mutate, tests, without = [] }) => [
    ...mutate,
    ...tests,
    ...without,
  ])
  const stale = patterns.flatMap(alternatives).filter((pattern) => globSync(pattern, { cwd }).length === 0)
  expect(stale).toEqual([])
})
