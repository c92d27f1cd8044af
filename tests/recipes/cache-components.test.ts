import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { copyProject, runIn, testFiles } from '../support/recipe'
import { sourcesIn } from '../support/source'

const root = resolve(import.meta.dirname, '../..')

/** docs/decisions/26-cache-components.md says why each of them fails. */
const FAILING_BROWSER_TESTS = [
  'a form on another site cannot sign anyone in',
  'sign up, confirm in the same browser',
  'a forgotten password is replaced',
  'a password locked by attackers',
  'by email the link signs in and continues',
]
const INTEGRATION = ['forms', 'notes-page', 'forbidden', 'second-factor']
const LONG = ['two-users', 'factor-reset', 'passkey-management']

afterAll(() => rmSync(join(root, '.recipes/cache-components'), { recursive: true, force: true }))

describe('with Cache Components', () => {
  const copy = copyProject('cache-components')

  it.each([
    'npm run recipe -- turn-on-cache-components',
    'npm run lint',
    'npm run typecheck',
    'npm run build',
    `npm run test:integration -- ${testFiles('integration', INTEGRATION)}`,
    `npx vitest run --project long ${testFiles('long', LONG)}`,
    `npm run test:e2e -- --project 'long (other flows)' --grep-invert '${FAILING_BROWSER_TESTS.join('|')}'`,
  ])('%s passes', (command) => runIn(copy, command))
})

it('no cache sees a session', () => {
  const cached = [...sourcesIn('app'), ...sourcesIn('utils')].filter(({ text }) =>
    /['"]use cache: (private|remote)/.test(text),
  )
  expect(cached).toEqual([])
})
