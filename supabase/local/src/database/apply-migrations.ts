import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'

/**
 * Runs the migrations that this database does not have yet, in the order of their versions, each in one transaction,
 * and records them as the Supabase CLI does.
 * @param folder `supabase/migrations`; a missing folder counts as empty.
 * @returns the names of the files that ran. Throws an Error that names the file if one fails.
 */
export async function applyMigrations(database: PGlite, folder: string): Promise<string[]> {
  const { rows } = await database.query<{ version: string }>(
    'select version from supabase_migrations.schema_migrations',
  )
  const seen = new Set(rows.map((row) => row.version))
  const applied: string[] = []
  for (const { file, version, name, text } of readMigrations(folder)) {
    if (seen.has(version)) continue
    try {
      await database.transaction(async (transaction) => {
        await transaction.exec(text)
        await transaction.query(
          'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, array[$3])',
          [version, name, text],
        )
      })
    } catch (cause) {
      throw new Error(`Migration ${file} failed: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      })
    }
    applied.push(file)
  }
  return applied
}

/** The migrations of a folder, in the order of their versions. A missing folder has none. */
export function readMigrations(folder: string) {
  const files = existsSync(folder) ? readdirSync(folder).sort() : []
  return files.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? []
    return version && name ? [{ file, version, name, text: readFileSync(join(folder, file), 'utf8') }] : []
  })
}
