import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { pgtap } from '@electric-sql/pglite/pgtap'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyMigrations } from '../../supabase/local/database/apply-migrations.ts'
import { openDatabase } from '../../supabase/local/database/open-database.ts'
import { projectRoot } from '../../supabase/local/project-root.ts'
import { runTap } from '../support/tap.ts'

const folder = resolve(projectRoot, 'supabase/tests')
const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

let database: PGlite
let close: () => Promise<void>

beforeAll(async () => {
  const connection = await openDatabase(undefined, { pgtap })
  close = () => connection.close()
  database = connection.driver
  await applyMigrations(database, resolve(projectRoot, 'supabase/migrations'))
}, 60_000)

afterAll(() => close())

describe('supabase/tests, as `supabase test db` runs them', () => {
  test.for(files)('%s', async (file) => {
    const { tests, problems } = await runTap(database, read(file))

    expect(problems).toEqual([])
    expect(tests).toBeGreaterThan(0)
  })
})

describe('they notice', () => {
  const sabotage: [statement: string, noticed: string, file?: string][] = [
    ['alter table public.profiles disable row level security', 'A sees the own profile only'],
    ['grant select on public.profiles to anon', 'anon cannot read'],
    ['grant execute on function private.create_profile() to authenticated', 'authenticated cannot call'],
    ['alter function private.create_profile() reset search_path', 'search path'],
    ['drop trigger create_profile on auth.users', 'profile with the expected name'],
    ['alter table public.profiles drop constraint profiles_id_fkey', 'goes with its user'],
    ['alter table public.notes disable row level security', 'A reads the own notes only', 'notes'],
    ['grant select (user_id) on public.notes to authenticated', 'selecting the owner is refused', 'notes'],
    ['grant insert on public.notes to authenticated', 'inserting the owner is refused', 'notes'],
    ['alter table public.notes drop constraint notes_note_check', 'at most 10,000 characters', 'notes'],
    ['grant insert on public.colors to anon', 'anon reads', 'colors'],
  ]

  test.for(sabotage)('%s', async ([statement, noticed, name = 'profiles']) => {
    const file = read(`${name}.test.sql`).replace('begin;', () => `begin;\n${statement};`)

    const { problems } = await runTap(database, file)

    expect(problems.join('\n')).toContain(noticed)
  })
})

describe('a file counts as failed', () => {
  const tap = (body: string) =>
    `begin; create extension if not exists pgtap with schema extensions; ${body} rollback;`

  test.for([
    [
      'when it runs fewer tests than planned',
      'select plan(2); select pass(); select * from finish();',
      'planned 2',
    ],
    ['when it plans nothing', 'select 1;', 'planned 0'],
    [
      'when a test fails',
      "select plan(1); select is(1, 2, 'sum'); select * from finish();",
      'not ok 1 - sum',
    ],
  ] as const)('%s', async ([, body, problem]) => {
    expect((await runTap(database, tap(body))).problems.join('\n')).toContain(problem)
  })

  test('when a statement fails, and the next file still runs', async () => {
    await expect(runTap(database, tap('select plan(1); select 1 / 0;'))).rejects.toThrow('division by zero')
    expect((await runTap(database, tap('select plan(1); select pass();'))).problems).toEqual([])
  })
})
