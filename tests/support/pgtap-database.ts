import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { pgtap } from '@electric-sql/pglite/pgtap'
import { openDatabase } from 'supabase-embedded/database'
import { afterAll, beforeAll } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'

/** The folder of the files that `supabase test db` runs. */
export const PGTAP_FOLDER = resolve(projectRoot, 'supabase/tests')

/** The text of one of them. */
export const readPgtap = (file: string) => readFileSync(join(PGTAP_FOLDER, file), 'utf8')

/** Creates a database with the migrations and pgTAP, so that its files do not each create the extension. The caller closes it. */
export async function openPgtapDatabase() {
  const migrations = resolve(projectRoot, 'supabase/migrations')
  const connection = await openDatabase({ extensions: { pgtap }, migrations })
  await connection.driver.exec('create extension pgtap with schema extensions')
  return { database: connection.driver, close: () => connection.close() }
}

/**
 * Creates such a database for the tests of one file, and closes it afterwards.
 *
 * @returns a function that returns the database once a test runs.
 */
export function pgtapDatabase(): () => PGlite {
  let connection: Awaited<ReturnType<typeof openPgtapDatabase>>
  beforeAll(async () => {
    connection = await openPgtapDatabase()
  })
  afterAll(() => connection.close())
  return () => connection.database
}
