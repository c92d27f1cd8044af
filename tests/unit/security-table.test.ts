import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const table = readFileSync(resolve(root, 'docs/security.md'), 'utf8')
const rows = table.split('\n').filter((line) => /^\| (?!Attempt|---)/.test(line) && !line.startsWith('|---'))
const files = [...new Set([...table.matchAll(/`(tests\/[^`]+)`/g)].map(([, file = '']) => file))]

describe('docs/security.md', () => {
  it('has rows', () => expect(rows.length).toBeGreaterThan(40))

  it.each(rows)('%.60s names a test', (row) => {
    expect(row.split('|').at(-2)).toMatch(/`tests\/.*\.(test|spec)\.ts`/)
  })

  it.each(files)('%s exists', (file) => expect(existsSync(resolve(root, file))).toBe(true))
})
