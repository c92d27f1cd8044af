import type { PGlite } from '@electric-sql/pglite'
import { runTap } from '../tap.ts'
import type { Mutant } from './mutant.ts'
import type { PgtapFile } from './pgtap-files.ts'

/**
 * Applies a change to the database and runs pgTAP files until one fails. Each file rolls back the change with its own work.
 * @returns the failing file, or undefined. Throws when the change cannot be applied.
 */
export async function failingFile(
  database: PGlite,
  mutant: Mutant,
  files: PgtapFile[],
): Promise<PgtapFile | undefined> {
  for (const file of files) {
    await database.exec(`begin; ${mutant.sql}`).catch(async (cause: Error) => {
      await database.exec('rollback')
      throw new Error(`${mutant.about}: ${mutant.change} cannot be applied: ${cause.message}`, { cause })
    })
    const hasProblems = await runTap(database, file.body).then(
      ({ problems }) => problems.length > 0,
      () => true,
    )
    if (hasProblems) return file
  }
  return undefined
}

/**
 * The files that can notice a change, likeliest first: the file with the general rule, those that noticed the latest changes to the
 * same target, then those that name it most often. A changed body of a function is noticed only by files that call the function.
 */
export function filesToTry(mutant: Mutant, files: PgtapFile[], latest: PgtapFile[]): PgtapFile[] {
  const name = mutant.about.replace(/\(.*/, '').replace(/^(public|private|auth)\./, '')
  const likelihood = (file: PgtapFile) => {
    if (file.name === `${mutant.rule}.test.sql`) return Number.POSITIVE_INFINITY
    if (latest.includes(file)) return 1_000_000 - latest.indexOf(file)
    return file.body.split(name).length / Math.sqrt(file.body.length)
  }
  return files
    .filter(({ calls }) => !mutant.isOfBody || !calls || calls.has(mutant.about))
    .toSorted((a, b) => (likelihood(a) < likelihood(b) ? 1 : -1))
}
