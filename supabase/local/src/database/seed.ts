import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'

/**
 * Fills a fresh database with the development data, once for each data folder.
 * @param file `supabase/seed.sql`; a missing file is no error.
 * @returns whether it ran now. Throws PostgreSQL's error if the file fails, and rolls it back.
 */
export async function seed(database: PGlite, file: string): Promise<boolean> {
  const path = basename(file)
  const { rows } = await database.query('select from supabase_migrations.seed_files where path = $1', [path])
  if (rows.length > 0 || !existsSync(file)) return false
  const text = readFileSync(file, 'utf8')
  const hash = createHash('sha256').update(text).digest('hex')
  await database.transaction(async (transaction) => {
    await transaction.exec(text)
    await transaction.query('insert into supabase_migrations.seed_files values ($1, $2)', [path, hash])
  })
  return true
}
