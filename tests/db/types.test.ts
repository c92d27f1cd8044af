import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { generateFiles, permissionsFile, typesFile } from '../../supabase/scripts/generate-types.ts'
import { projectRoot } from '../../supabase/scripts/project-root.ts'

const committed = (file: string) => readFileSync(file, 'utf8')

test('the generated files match the migrations (npm run db:types updates them)', async () => {
  for (const [file, text] of Object.entries(await generateFiles()))
    expect(committed(file), `${basename(file)}: run npm run db:types`).toBe(text)
})

test('a migration without npm run db:types fails the test above', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(resolve(projectRoot, 'supabase/migrations'), folder, { recursive: true })
  writeFileSync(
    join(folder, '99990101000000_later.sql'),
    `alter table public.profiles add column later text;
     insert into public.role_permissions values ('member', 'users.manage'), ('mentor', 'reports.read')`,
  )

  const { [typesFile]: types, [permissionsFile]: permissions } = await generateFiles(folder)

  expect(types).toContain('later: string | null')
  expect(committed(typesFile)).not.toBe(types)
  expect(permissions).toMatch(/member: \[[^\]]*'users\.manage'/)
  expect(permissions).toMatch(/mentor: \[[^\]]*'reports\.read'/)
  expect(committed(permissionsFile)).not.toBe(permissions)
})

test('npm run db:types says which migration fails and why, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'project-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['package.json', 'supabase/scripts', 'supabase/migrations'])
    cpSync(join(projectRoot, name), join(folder, name), { recursive: true })
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'supabase/migrations/99990101000000_typo.sql'), 'creat table public.later ()')

  const command = join(folder, 'supabase/scripts/generate-types.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command], { encoding: 'utf8' })

  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toBe('Migration 99990101000000_typo.sql failed: syntax error at or near "creat"\n')
})
