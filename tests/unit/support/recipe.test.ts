import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { followRecipe, readRecipes } from '../../support/recipe'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recipe-'))
  mkdirSync(join(folder, 'supabase/migrations'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

const migrations = () => readdirSync(join(folder, 'supabase/migrations')).sort()

/** Follows a recipe with these code blocks. */
function follow(...blocks: string[]) {
  const body = blocks.map((block) => `\`\`\`${block}\n\`\`\``).join('\n\n')
  followRecipe(readRecipes(`# Title\n\n## Recipe\n\n${body}\n`).get('Recipe') ?? [], folder)
}

/** A block that writes a migration. */
const migration = (name: string) => `sql\n-- supabase/migrations/YYYYMMDDHHMMSS_${name}.sql\nselect 1;`

/** The current time as in the name of a migration. */
const now = () => new Date().toISOString().replace(/\D/g, '').slice(0, 14)

it('names a migration after the current time', () => {
  const before = now()
  follow(migration('first'))
  const [name = ''] = migrations()
  expect(name).toMatch(/^\d{14}_first\.sql$/)
  expect(name.slice(0, 14) >= before && name.slice(0, 14) <= now()).toBe(true)
})

it('names a migration after the last one, even if its time has not come', () => {
  writeFileSync(join(folder, 'supabase/migrations/29991231235958_last.sql'), '')
  follow(migration('one'), migration('another'))
  expect(migrations().slice(1)).toEqual(['29991231235959_one.sql', '29991231235960_another.sql'])
})

it('runs a block of commands in one shell, and stops at the first that fails', () => {
  follow('sh\nname=Harbour\necho "$name" > name.txt')
  expect(readFileSync(join(folder, 'name.txt'), 'utf8')).toBe('Harbour\n')
  expect(() => follow('sh\nfalse\ntouch later.txt')).toThrow()
  expect(readdirSync(folder)).not.toContain('later.txt')
})
