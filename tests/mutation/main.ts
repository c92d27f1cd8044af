import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { STAGE, STAGES } from './stages.ts'

// npm run test:mutation [-- file…]: mutates the files that make decisions, or the given ones, and checks that a unit test fails.

const ROOT = resolve(import.meta.dirname, '../..')
/** The percentage of mutants that have to be killed. */
const MIN_SCORE = 90

/** Mutants that no test failed for, or that no test ran. */
const KILLED = new Set<MutantResult['status']>(['Killed', 'Timeout'])
const SURVIVED = new Set<MutantResult['status']>(['Survived', 'NoCoverage'])

async function run(mutate: string[]): Promise<MutantResult[]> {
  const options: PartialStrykerOptions & { vitest: { configFile: string } } = {
    mutate,
    testRunner: 'vitest',
    vitest: { configFile: 'tests/mutation/vitest.config.ts' },
    concurrency: 2,
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    // A second biome.json below the first would stop the linter.
    ignorePatterns: ['biome.json', '.next', '.bench-*', 'docs', 'public', 'bench'],
    // Nothing in tsconfig.json refers outside the mutated copy.
    tsconfigFile: 'none',
  }
  return await new Stryker(options).runMutationTest()
}

const requested = process.argv.slice(2).map((file) => relative(ROOT, resolve(file)))
const results: MutantResult[] = []
for (const [name, { mutate }] of Object.entries(STAGES)) {
  const files = globSync(mutate, { cwd: ROOT }).filter(
    (file) => requested.length === 0 || requested.includes(file),
  )
  if (files.length === 0) continue
  process.env[STAGE] = name
  results.push(...(await run(files)))
}

function score(mutants: MutantResult[]): { killed: number; of: number; percent: number } {
  const killed = mutants.filter(({ status }) => KILLED.has(status)).length
  const of = killed + mutants.filter(({ status }) => SURVIVED.has(status)).length
  return { killed, of, percent: of === 0 ? 100 : (100 * killed) / of }
}

const row = (name: string, { killed, of, percent }: ReturnType<typeof score>) =>
  `| ${name} | ${killed} of ${of} | ${percent.toFixed(1)} % |`
const byFile = Map.groupBy(results, ({ fileName }) => relative(ROOT, fileName))
const total = score(results)
console.info(
  [
    '| File | Mutants caught | Score |',
    '|---|---|---|',
    ...[...byFile].toSorted().map(([file, mutants]) => row(`\`${file}\``, score(mutants))),
    row('All', total),
  ].join('\n'),
)
if (results.length === 0) throw new Error('None of these files is in tests/mutation/stages.ts.')
if (total.percent < MIN_SCORE) {
  console.error(`Fewer than ${MIN_SCORE} % of the mistakes were noticed.`)
  process.exitCode = 1
}
