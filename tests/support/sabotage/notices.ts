import { readdirSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { PGTAP_FOLDER, readPgtap } from '../pgtap-database.ts'
import { runTap } from '../tap.ts'
import type { Mutant } from './mutant.ts'

const files = readdirSync(PGTAP_FOLDER)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => ({ file, text: readPgtap(file) }))

/**
 * Applies a change to the database and runs the pgTAP files until one fails. Each file rolls back the change with its own work.
 * @returns the name of the failing file, or undefined. Throws when the change cannot be applied.
 */
export async function failingTests(database: PGlite, mutant: Mutant): Promise<string | undefined> {
  await database.exec(`begin; ${mutant.sql}; rollback`).catch(async (cause: Error) => {
    await database.exec('rollback')
    throw new Error(`${mutant.about}: ${mutant.change} cannot be applied: ${cause.message}`, { cause })
  })
  for (const { file, text } of likeliestFirst(mutant)) {
    const sabotaged = text.replace('begin;', () => `begin;\n${mutant.sql};\n`)
    const problems = await runTap(database, sabotaged).then(
      (result) => result.problems,
      (error: Error) => [error.message],
    )
    if (problems.length > 0) return file
  }
  return undefined
}

/** The file with the general rule first, then those that name the table or function most often. */
function likeliestFirst({ about, rule }: Mutant) {
  const name = about.replace(/\(.*/, '').replace(/^(public|private|auth)\./, '')
  const likelihood = ({ file, text }: { file: string; text: string }) =>
    file === `${rule}.test.sql` ? Number.POSITIVE_INFINITY : text.split(name).length / Math.sqrt(text.length)
  return files.toSorted((a, b) => (likelihood(a) < likelihood(b) ? 1 : -1))
}
