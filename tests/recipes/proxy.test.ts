import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { dockerContext } from '../support/dockerfile'
import { copyProject, runIn, testFiles } from '../support/recipe'
import { assembleStandalone, startStandalone } from '../support/standalone'

const root = resolve(import.meta.dirname, '../..')
const TO_PROXY = 'npm run recipe -- use-proxyts-instead-of-middlewarets'
const TO_MIDDLEWARE = 'npm run recipe -- use-middlewarets-instead-of-proxyts'

/** What depends on how Next runs the file: sessions, guards, bypasses, readiness, what the middleware sends from memory. */
const INTEGRATION = ['session', 'forms', 'page-cache', 'production-build']
const LONG = ['bypass']

/** Starts the standalone server of the last build in a copy. */
async function startBuilt(copy: string) {
  const app = await startStandalone(assembleStandalone(copy), relative(root, copy))
  onTestFinished(() => app.close())
  return app
}

afterAll(() => {
  for (const name of ['proxy', 'misplaced'])
    rmSync(join(root, '.recipes', name), { recursive: true, force: true })
})

describe('with proxy.ts', () => {
  const copy = copyProject('proxy')

  it('the recipe renames the file and its function', () => {
    runIn(copy, TO_PROXY)
    expect(existsSync(join(copy, 'middleware.ts'))).toBe(false)
    expect(readFileSync(join(copy, 'proxy.ts'), 'utf8')).toContain('export function proxy(')
  })

  it.each([
    'npm run lint',
    'npm run typecheck',
    'npm run build',
    `npm run test:integration -- ${testFiles('integration', INTEGRATION)}`,
    `npx vitest run --project long ${testFiles('long', LONG)}`,
  ])('%s passes', (command) => runIn(copy, command))

  it('the standalone server is ready', async () => {
    const { url } = await startBuilt(copy)
    const ready = await fetch(`${url}/api/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, expect.objectContaining({ middleware: 'ok' })])
  })

  it('the other recipe restores every file', () => {
    runIn(copy, TO_MIDDLEWARE)
    const original = copyProject('misplaced')
    const excluded = ['.next', 'node_modules', 'next-env.d.ts', '*.tsbuildinfo', 'test-results', '.temp']
    const flags = excluded.map((name) => `--exclude='${name}'`).join(' ')
    runIn(root, `diff -r ${flags} '${original}' '${copy}'`)
  })
})

it('a file in the wrong folder is not built, and readiness reports it', async () => {
  const copy = copyProject('misplaced')
  mkdirSync(join(copy, 'src'))
  renameSync(join(copy, 'middleware.ts'), join(copy, 'src/middleware.ts'))
  // With the tests, which import the file, the build's type check would find it. The Dockerfile builds without them.
  const kept = ['node_modules', ...dockerContext()]
  for (const entry of readdirSync(root).filter((entry) => !kept.includes(entry)))
    rmSync(join(copy, entry), { recursive: true, force: true })
  runIn(copy, 'npm run build')

  const { url } = await startBuilt(copy)
  const ready = await fetch(`${url}/api/ready`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ middleware: 'missing' })
  const response = await fetch(`${url}/private`, { redirect: 'manual' })
  expect(response.headers.get('location') ?? (await response.text())).toMatch(/\/login/)
})
