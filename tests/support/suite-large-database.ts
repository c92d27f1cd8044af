import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { auto_explain } from '@electric-sql/pglite/contrib/auto_explain'
import { applyMigrations, openDatabase } from 'supabase-embedded/database'
import { afterAll, beforeAll } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { explainAll } from './table-reads.ts'

export const USERS = 20_000
export const ENTRIES = 100_000
const FIRST_OF_THE_NEW = '20261121200000'

/** The ID of the nth user. */
export function person(n: number): string {
  const hash = createHash('md5').update(`person ${n}`).digest('hex')
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

type Connection = Awaited<ReturnType<typeof openDatabase>>
type Summary = { entries: number; clients: number; sum: string; last: number }

/** What the audit log contains, with addresses in a column of a table. */
export async function auditSummary(
  { driver }: Connection,
  clients: string,
  column: string,
): Promise<Summary | undefined> {
  const { rows } = await driver.query<Summary>(
    `select
       count(*)::int as entries, max(id)::int as last,
       (select count(${column})::int from ${clients}) as clients,
       sum(hashtext(concat_ws(' ', id, created_at, type, user_id, actor_id, session_id, result, reason)))::text as sum
     from public.audit_log`,
  )
  return rows[0]
}

/**
 * Fills a database from before the audit log was partitioned, and applies the other migrations, for the tests of a file. Only the
 * tests can use it. `before`: the summary of the audit log before those migrations.
 */
export function suiteLargeDatabase() {
  const suite = {} as { connection: Connection; before: Summary | undefined }
  const migrations = resolve(projectRoot, 'supabase/migrations')
  const text = (file: string) => readFileSync(join(projectRoot, 'tests/support', file), 'utf8')

  beforeAll(async () => {
    suite.connection = await openDatabase({ extensions: { auto_explain } })
    const { driver } = suite.connection
    const older = mkdtempSync(join(tmpdir(), 'migrations-'))
    for (const file of readdirSync(migrations).filter((name) => name < FIRST_OF_THE_NEW)) {
      copyFileSync(join(migrations, file), join(older, file))
    }
    await applyMigrations(driver, older)
    rmSync(older, { recursive: true })
    const fill = text('large-database.sql')
    await driver.exec(fill.replaceAll(':people', String(USERS)).replaceAll(':entries', String(ENTRIES)))
    suite.before = await auditSummary(suite.connection, 'public.audit_log', 'address')
    await applyMigrations(driver, migrations)
    await driver.exec(`insert into private.settings values ('audit_signing_key', 'a key')`)
    await driver.exec(text('large-organization.sql'))
    await driver.exec('vacuum analyze')
    await explainAll(driver)
  }, 300_000)

  afterAll(() => suite.connection.close())
  return suite
}
