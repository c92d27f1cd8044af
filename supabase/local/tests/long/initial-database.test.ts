import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CACHE_FOLDER } from '../../src/database/initial-database.ts'
import { openDatabase } from '../../src/database/open-database.ts'

const migrations = mkdtempSync(join(tmpdir(), 'migrations-'))
const cached = () => (existsSync(CACHE_FOLDER) ? readdirSync(CACHE_FOLDER) : [])
const before = new Set(cached())
afterAll(() => {
  rmSync(migrations, { recursive: true })
  for (const name of cached())
    if (name.startsWith('migrated-') && !before.has(name)) rmSync(join(CACHE_FOLDER, name), { force: true })
})

const save = (version: number, sql: string) => writeFileSync(join(migrations, `${version}_table.sql`), sql)

async function tables(): Promise<string[]> {
  const database = await openDatabase({ migrations })
  const { rows } = await database.driver.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  )
  await database.close()
  return rows.map(({ name }) => name)
}

test('a database in memory has the migrations as they are now', async () => {
  save(1, 'create table first ()')
  expect(await tables()).toEqual(['first'])
  save(2, 'create table second ()')
  expect(await tables()).toEqual(['first', 'second'])
  save(1, 'create table renamed ()')
  expect(await tables()).toEqual(['renamed', 'second'])
})

test('a migration that fails is named each time', async () => {
  save(3, 'create table')
  for (const _ of [1, 2]) await expect(tables()).rejects.toThrow('Migration 3_table.sql failed')
  rmSync(join(migrations, '3_table.sql'))
})

test('cached databases of earlier days are deleted', async () => {
  const old = join(CACHE_FOLDER, 'migrated-earlier.tar')
  writeFileSync(old, '')
  utimesSync(old, 0, 0)
  save(4, `create table t${Date.now()} ()`)
  await tables()
  expect(existsSync(old)).toBe(false)
})
