import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  createPgliteConnection,
  type IPgliteConnectionConfig,
  type PgliteConnection,
} from '@supabase/lite/pglite'
import { BOOTSTRAP_SQL } from './bootstrap.ts'
import { freshDatabase } from './fresh-database.ts'

type Extensions = NonNullable<IPgliteConnectionConfig['pgliteOptions']>['extensions']

/**
 * Opens the embedded PostgreSQL and makes it a Supabase database: roles, auth schema, extensions, default privileges.
 * @param folder where the data is kept; unset: in memory.
 * @param extensions further PGlite extensions, for instance pgTAP in tests.
 * @returns the open connection, to be closed by the caller.
 */
export async function openDatabase(folder?: string, extensions?: Extensions): Promise<PgliteConnection> {
  const url = folder && join(folder, 'database')
  const isNew = !url || !existsSync(join(url, 'PG_VERSION'))
  const connection = await createPgliteConnection({
    ...(url && { url }),
    pgliteOptions: {
      ...(isNew && { loadDataDir: await freshDatabase() }),
      ...(extensions && { extensions }),
    },
  })
  // One that was made by an earlier release of this backend catches up.
  if (!isNew) await connection.driver.exec(BOOTSTRAP_SQL)
  await connection.driver.exec('set search_path to "$user", public, extensions')
  return keepGrants(connection)
}

/**
 * On its first request the library grants every table to anon, authenticated and service_role. A Supabase project
 * grants nothing by itself, so the migrations' own grants have to stand: tell it that this step is done.
 */
function keepGrants(connection: PgliteConnection): PgliteConnection {
  return Object.assign(connection, { rlsState: 'active' })
}
