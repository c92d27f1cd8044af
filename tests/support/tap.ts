import type { PGlite } from '@electric-sql/pglite'

/**
 * Runs a pgTAP file and evaluates its output (https://testanything.org/tap-specification.html).
 * @param file its SQL, which begins and rolls back its own transaction.
 * @returns the number of tests that ran, and a line for each problem: a failed test with its diagnostics, or a number of tests
 * other than planned. Throws PostgreSQL's error if a statement outside a test fails.
 */
export async function runTap(database: PGlite, file: string): Promise<{ tests: number; problems: string[] }> {
  const lines = await printedLines(database, file)
  const planned = Number(/^1\.\.(\d+)$/m.exec(lines.join('\n'))?.[1] ?? 0)
  const tests = lines.filter((line) => /^(not )?ok\b/.test(line)).length
  const problems = lines.flatMap((line, index) =>
    line.startsWith('not ok') ? [[line, ...diagnosticsAfter(lines, index)].join('\n')] : [],
  )
  if (tests !== planned || planned === 0) problems.push(`planned ${planned} tests, ran ${tests}`)
  return { tests, problems }
}

async function printedLines(database: PGlite, file: string): Promise<string[]> {
  try {
    const results = await database.exec(file, { rowMode: 'array' })
    return results.flatMap(({ rows }) => rows.flatMap((row) => String(Object.values(row)[0]).split('\n')))
  } catch (error) {
    await database.exec('rollback')
    throw error
  }
}

function diagnosticsAfter(lines: string[], index: number): string[] {
  const rest = lines.slice(index + 1)
  const end = rest.findIndex((line) => !line.startsWith('#'))
  return rest.slice(0, end === -1 ? undefined : end)
}
