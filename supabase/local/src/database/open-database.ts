import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Extension } from '@electric-sql/pglite'
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite'
import { BOOTSTRAP_SQL, SESSION_SQL } from './bootstrap-sql.ts'
import { loadInitialDatabase } from './initial-database.ts'

export type Database = PgliteConnection

interface DatabaseOptions {
  /** Where the data is stored; unset: in memory. */
  dataDir?: string | undefined
  /** The folder of migrations that a database in memory gets; unset: none. */
  migrations?: string
  /** Further PGlite extensions, for instance pgTAP in tests. Each still needs its `create extension`. */
  extensions?: Record<string, Extension>
}

/**
 * Opens the embedded PostgreSQL and sets up a Supabase database: roles, auth schema, extensions, default privileges.
 * @returns the open database, to be closed by the caller.
 */
export async function openDatabase({
  dataDir,
  migrations,
  extensions,
}: DatabaseOptions = {}): Promise<Database> {
  const url = dataDir && join(dataDir, 'database')
  const isNew = !url || !existsSync(join(url, 'PG_VERSION'))
  const connection = await createPgliteConnection({
    ...(url && { url }),
    pgliteOptions: {
      ...(isNew && { loadDataDir: await loadInitialDatabase(url ? undefined : migrations) }),
      ...(extensions && { extensions }),
    },
  })
  // A database of an earlier release of this backend gets what was added since.
  if (!isNew) await connection.driver.exec(BOOTSTRAP_SQL)
  await connection.driver.exec(SESSION_SQL)
  return keepGrants(connection)
}

/**
 * On its first request, the library grants every table to anon, authenticated and service_role. A Supabase project
 * grants nothing by itself, and the migrations' grants must remain: mark this step as done.
 */
function keepGrants(connection: PgliteConnection): PgliteConnection {
  return Object.assign(connection, { rlsState: 'active' })
}
