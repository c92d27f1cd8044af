import type { PGlite } from '@electric-sql/pglite'
import { afterAll, describe, expect, test } from 'vitest'
import { openPgtapDatabase } from '../pgtap-database.ts'
import type { Mutant } from './mutant.ts'
import { failingTests } from './notices.ts'

/** Changes that no pgTAP file can notice, by what they are in, each with the reason. */
export type Equivalent = Record<string, Record<string, string>>

/**
 * Declares a test for each table and function: every mistake in it is noticed by some pgTAP file, but for the equivalent ones.
 * @param listMutants reads from the catalogue of a migrated database what there is to spoil.
 */
export async function expectNoticed(
  listMutants: ((database: PGlite) => Promise<Mutant[]>)[],
  equivalent: Equivalent,
): Promise<void> {
  const { database, close } = await openPgtapDatabase()
  afterAll(close)
  const mutants: Mutant[] = []
  for (const list of listMutants) mutants.push(...(await list(database)))
  const byPlace = Map.groupBy(mutants, ({ about }) => about)

  describe(`${mutants.length} mistakes`, () => {
    test.for([...byPlace])('%s', async ([about, here]) => {
      const unnoticed: string[] = []
      for (const mutant of here) if (!(await failingTests(database, mutant))) unnoticed.push(mutant.change)
      expect(unnoticed.sort()).toEqual(Object.keys(equivalent[about] ?? {}).sort())
    })
  })

  test('what is listed as equivalent is there', () => {
    const listed = Object.keys(equivalent)
    expect(listed.filter((about) => !byPlace.has(about))).toEqual([])
  })
}
