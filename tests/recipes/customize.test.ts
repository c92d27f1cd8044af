import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { copyProject, readRecipes, slugOf } from '../support/recipe'

const root = resolve(import.meta.dirname, '../..')
const recipes = readRecipes(readFileSync(join(root, 'docs/customize.md'), 'utf8'))

const ADDING = [
  'Rename the application',
  'Change the colors',
  'Add a page for signed-in users',
  'Add a feature',
  'Add a permission',
  'Use the Supabase client in the browser',
  'Add an identity provider',
]
const REMOVING = ['Remove the colors page', 'Remove the community', 'Remove the admin area']

/** The integration tests that the recipes write or change. Others need the pages that the recipes remove. */
const INTEGRATION_TESTS = 'tests/integration/projects.test.ts tests/integration/export.test.ts'

const CHECKS = [
  'typecheck',
  'test:unit',
  'test:db',
  'build',
  `test:integration -- ${INTEGRATION_TESTS}`,
  'test:e2e',
]

/** What `npm run dev` leaves in `.next/dev/types`: the types of each page, also of one that is removed later. */
const TYPES_OF_DEV = `{
  const handler = {} as typeof import('../../../app/colors/page.js')
  handler
}
export {}
`

afterAll(() => {
  for (const name of ['adding', 'removing'])
    rmSync(join(root, '.recipes', name), { recursive: true, force: true })
})

it('every recipe has steps and is listed below', () => {
  expect([...recipes.keys()]).toEqual([...ADDING, ...REMOVING])
  for (const steps of recipes.values()) expect(steps.length).toBeGreaterThan(0)
})

describe.each([
  ['adding everything', 'adding', ADDING],
  [
    'removing the examples from a project with a custom feature',
    'removing',
    ['Add a feature', ...REMOVING.toReversed()],
  ],
] as const)('%s', (_, name, titles) => {
  const copy = copyProject(name)
  const types = join(copy, '.next/dev/types')
  mkdirSync(types, { recursive: true })
  writeFileSync(join(types, 'validator.ts'), TYPES_OF_DEV)

  function run(script: string) {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', `unset NODE_ENV VITEST\nnpm run ${script}`], {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    })
    expect(status, stdout + stderr).toBe(0)
  }

  // Linted after each: the next recipe may format the files of this one.
  it.each(titles)('%s: the command follows its steps', (title) => {
    run(`recipe -- ${slugOf(title)}`)
    run('lint')
  })

  it.each(CHECKS)('npm run %s passes', run)
})
