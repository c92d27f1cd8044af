import { readdirSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { PGTAP_FOLDER, readPgtap } from '../pgtap-database.ts'

/** A pgTAP file without its `begin;`, and the functions of the project that it calls, if that is known. */
export type PgtapFile = { name: string; body: string; calls?: Set<string> }

/** All pgTAP files. */
export const pgtapFiles = (): PgtapFile[] =>
  readdirSync(PGTAP_FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ name, body: readPgtap(name).replace('begin;', '') }))

/**
 * Runs each file on the unchanged database to find out which functions it calls, also in triggers and policies. The statistics of
 * PostgreSQL count them: with an own search_path, no function is inlined.
 */
export async function withCalls(database: PGlite, files: PgtapFile[]): Promise<PgtapFile[]> {
  await database.exec(`set track_functions = 'all'`)
  const measured: PgtapFile[] = []
  for (const file of files) {
    await database.exec(`begin; ${file.body.slice(0, file.body.lastIndexOf('rollback;'))}; reset role`)
    const { rows } = await database.query<{ name: string }>(
      'select funcid::regprocedure::text as name from pg_stat_xact_user_functions',
    )
    await database.exec('rollback')
    measured.push({ ...file, calls: new Set(rows.map(({ name }) => name)) })
  }
  await database.exec('reset track_functions')
  return measured
}
