import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { copyProject, readRecipes, runIn, slugOf } from '../support/recipe'

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

/** Followed in proxy.test.ts and cache-components.test.ts. */
const ALTERNATIVES = [
  'Use proxy.ts instead of middleware.ts',
  'Use middleware.ts instead of proxy.ts',
  'Turn on Cache Components',
]

/** The integration tests that the recipes write or change. Others need the pages that the recipes remove. */
const INTEGRATION_TESTS = 'tests/integration/projects.test.ts tests/integration/export.test.ts'

const CHECKS = ['typecheck', 'test:unit', 'test:db', 'build', `test:integration -- ${INTEGRATION_TESTS}`]
/** What a name, colors, a page, and an identity provider can break. */
const BROWSER_TESTS_OF_ADDING = 'colors content-policy core-flow in-the-browser sign-in theme'

/** A name that has to be escaped in source code. */
const APP_TITLE = "Ada's Harbour"

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

it('every recipe has steps and is followed by a test', () => {
  expect([...recipes.keys()]).toEqual([...ADDING, ...ALTERNATIVES, ...REMOVING])
  for (const steps of recipes.values()) expect(steps.length).toBeGreaterThan(0)
})

describe.each([
  ['adding everything', 'adding', ADDING, `test:e2e -- ${BROWSER_TESTS_OF_ADDING}`],
  [
    'removing the examples from a project with a custom feature',
    'removing',
    ['Add a feature', ...REMOVING.toReversed()],
    'test:e2e',
  ],
] as const)('%s', (_, name, titles, browserTests) => {
  const copy = copyProject(name)
  const types = join(copy, '.next/dev/types')
  mkdirSync(types, { recursive: true })
  writeFileSync(join(types, 'validator.ts'), TYPES_OF_DEV)

  const run = (script: string) => runIn(copy, `npm run ${script}`, { APP_TITLE })

  // Linted after each: the next recipe may format the files of this one.
  it.each(titles)('%s: the command follows its steps', (title) => {
    run(`recipe -- ${slugOf(title)}`)
    run('lint')
  })

  it.each([...CHECKS, browserTests])('npm run %s passes', run)
})
