import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { generateTypes, typesFile } from '../../supabase/scripts/generate-types.ts'
import { projectRoot } from '../../supabase/scripts/project-root.ts'

test('database.types.ts is what the migrations make (npm run db:types writes it anew)', async () => {
  expect(readFileSync(typesFile, 'utf8')).toBe(await generateTypes())
})

test('a migration that was added without running db:types is noticed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(resolve(projectRoot, 'supabase/migrations'), folder, { recursive: true })
  writeFileSync(join(folder, '99990101000000_later.sql'), 'alter table public.profiles add column later text')

  const types = await generateTypes(folder)

  expect(types).toContain('later: string | null')
  expect(readFileSync(typesFile, 'utf8')).not.toBe(types)
})
