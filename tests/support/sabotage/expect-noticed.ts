import type { PGlite } from '@electric-sql/pglite'
import { afterAll, describe, expect, test } from 'vitest'
import { openPgtapDatabase } from '../pgtap-database.ts'
import type { Mutant } from './mutant.ts'
import { failingFile, filesToTry } from './notices.ts'
import { type PgtapFile, pgtapFiles, withCalls } from './pgtap-files.ts'
import { stopAtFirstFailure } from './stop-at-first-failure.ts'

/** Some targets have a hundred changes. */
const HANG_MS = 3_600_000

/** Changes that have no effect, by table or function, each with the reason. */
export type Equivalent = Record<string, Record<string, string>>

/**
 * Declares a test for each table and function: every change to it fails some pgTAP file, except the equivalent ones.
 * @param listMutants reads the possible changes from the catalog of a migrated database.
 */
export async function expectNoticed(
  listMutants: ((database: PGlite) => Promise<Mutant[]>)[],
  equivalent: Equivalent,
): Promise<void> {
  const { database, close } = await openPgtapDatabase()
  afterAll(close)
  const mutants: Mutant[] = []
  for (const list of listMutants) mutants.push(...(await list(database)))
  const byTarget = Map.groupBy(mutants, ({ about }) => about)
  await stopAtFirstFailure(database)
  const files = mutants.some(({ isOfBody }) => isOfBody)
    ? await withCalls(database, pgtapFiles())
    : pgtapFiles()

  describe(`${mutants.length} changes`, () => {
    test.for([...byTarget])('%s', { timeout: HANG_MS }, async ([about, here]) => {
      const survivors: string[] = []
      const latest: PgtapFile[] = []
      for (const mutant of here) {
        const file = await failingFile(database, mutant, filesToTry(mutant, files, latest))
        if (!file) survivors.push(mutant.change)
        else if (!mutant.rule)
          latest.splice(0, latest.length, file, ...latest.filter((other) => other !== file))
      }
      expect(survivors.sort()).toEqual(Object.keys(equivalent[about] ?? {}).sort())
    })
  })

  test('every table and function listed as equivalent exists', () => {
    const listed = Object.keys(equivalent)
    expect(listed.filter((about) => !byTarget.has(about))).toEqual([])
  })
}
