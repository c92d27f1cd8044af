import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { pgtap } from '@electric-sql/pglite/pgtap'
import { applyMigrations } from '../../supabase/local/database/apply-migrations.ts'
import { openDatabase } from '../../supabase/local/database/open-database.ts'
import { projectRoot } from '../../supabase/local/project-root.ts'

/** Where the files are that `supabase test db` runs. */
export const PGTAP_FOLDER = resolve(projectRoot, 'supabase/tests')

/** The text of one of them. */
export const readPgtap = (file: string) => readFileSync(join(PGTAP_FOLDER, file), 'utf8')

/** Opens a database as the migrations make it, with pgTAP in it. */
export async function openPgtapDatabase(): Promise<{ database: PGlite; close(): Promise<void> }> {
  const connection = await openDatabase(undefined, { pgtap })
  await applyMigrations(connection.driver, resolve(projectRoot, 'supabase/migrations'))
  return { database: connection.driver, close: () => connection.close() }
}
