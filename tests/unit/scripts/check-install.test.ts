import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectRoot } from '../../../supabase/scripts/project-root'

const CHECK = 'supabase/scripts/check-install.mjs'

/** A fresh clone, with a script that needs a package. */
let clone: string
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'))
  cpSync(join(projectRoot, CHECK), join(clone, CHECK), { recursive: true })
  writeFileSync(join(clone, 'script.ts'), `import 'supabase-embedded'`)
})
afterEach(() => rmSync(clone, { recursive: true }))

/** Runs the script as package.json does. */
function run(...flags: string[]) {
  const parameters = [...flags, '--import', `./${CHECK}`, 'script.ts']
  const { status, stderr } = spawnSync(process.execPath, parameters, { cwd: clone, encoding: 'utf8' })
  return { status, stderr }
}

/** Disables TypeScript support, which Node.js 20 does not have. */
const OLD = '--no-experimental-strip-types'

test('says to run npm ci if it has not run', () => {
  expect(run()).toEqual({
    status: 1,
    stderr: 'The packages are not installed. Run "npm ci", then run this command again.\n',
  })
})

test('says to run npm ci without --ignore-scripts on an older Node.js', () => {
  mkdirSync(join(clone, 'node_modules/node'), { recursive: true })
  const { status, stderr } = run(OLD)
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /^This command needs Node\.js 24\.15 or later \(or 22\.22\.2 or later of Node 22\); this is v\d.*Run "npm ci" without --ignore-scripts.*\n$/,
  )
})

test('says to use npm run on an older Node.js', () => {
  mkdirSync(join(clone, 'node_modules/node/bin'), { recursive: true })
  expect(run(OLD).stderr).toMatch(
    /^This command needs Node\.js 24\.15 or later \(or 22\.22\.2 or later of Node 22\); this is v\d.*Run it with "npm run".*\n$/,
  )
})

test('starts the script with packages and a Node.js that runs TypeScript', () => {
  mkdirSync(join(clone, 'node_modules/supabase-embedded'), { recursive: true })
  writeFileSync(join(clone, 'node_modules/supabase-embedded/index.js'), '')
  expect(run()).toEqual({ status: 0, stderr: '' })
})

test('runs before every command that runs TypeScript', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const commands = Object.values<string>(scripts).flatMap((script) => script.split(' && '))
  const running = commands.filter((command) => /^node .*\.ts\b/.test(command))
  expect(running.length).toBeGreaterThan(8)
  expect(running.filter((command) => !command.startsWith(`node --import ./${CHECK} `))).toEqual([])
  expect(scripts.test).toMatch(new RegExp(`^node ${CHECK} && `))
})
