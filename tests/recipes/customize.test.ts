import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { copyProject, follow, readRecipes } from '../support/recipe'
import { startServerProcess } from '../support/server-process'
import { startOnPort } from '../support/start-on-port'

const root = resolve(import.meta.dirname, '../..')
const recipes = readRecipes(readFileSync(join(root, 'docs/customize.md'), 'utf8'))

const ADDING = [
  'A name of your own',
  'Colours',
  'A first page behind the login',
  'A first table',
  'A permission',
  'Another identity provider',
]
const REMOVING = ['Without the colors', 'Without the community', 'Without the admin area']

const PGTAP = '-- --testNamePattern "as .supabase test db. runs them"'

afterAll(() => {
  for (const name of ['adding', 'removing'])
    rmSync(join(root, '.recipes', name), { recursive: true, force: true })
})

it('every recipe has steps, and is one of those below', () => {
  expect([...recipes.keys()]).toEqual([...ADDING, ...REMOVING])
  for (const steps of recipes.values()) expect(steps.length).toBeGreaterThan(0)
})

describe.each([
  ['adding', ADDING, ['npm run lint', 'npm run typecheck', 'npm run test:unit', 'npm run test:db']],
  // tests/db/pgtap-notices.test.ts spoils policies of tables that are gone then, as the recipe says.
  [
    'removing',
    REMOVING,
    ['npm run lint', 'npm run typecheck', 'npm run test:unit', `npm run test:db ${PGTAP}`],
  ],
] as const)('after %s', (name, titles, checks) => {
  const copy = copyProject(name)

  it.each(titles)('%s: its steps can be followed', (title) => {
    follow(recipes.get(title) ?? [], copy)
  })

  it.each(checks)('%s passes', (command) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', `unset NODE_ENV VITEST\n${command}`], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    })
    expect(status, stdout + stderr).toBe(0)
  })

  it('it builds and starts, is ready, and shows its first page', async () => {
    const { url, close } = await startOnPort((port) => preview(copy, port))
    onTestFinished(async () => void (await close()))
    await expect.poll(async () => (await fetch(`${url}/api/ready`)).status).toBe(200)
    const home = await fetch(url)
    expect([home.status, await home.text()]).toEqual([200, expect.stringContaining('</html>')])
  })
})

/** What `npm run preview` does: the build, and its server before an embedded backend. */
async function preview(folder: string, port: number) {
  const { VITEST: _vitest, ...environment } = process.env
  const server = await startServerProcess(process.execPath, ['supabase/scripts/preview.ts'], {
    port,
    ready: /Ready in/,
    cwd: folder,
    env: {
      ...environment,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      SUPABASE_LOCAL_PORT: '0',
      MAILBOX_PORT: '0',
      GITHUB_PORT: '0',
    },
  })
  return { ...server, url: `http://localhost:${port}` }
}
