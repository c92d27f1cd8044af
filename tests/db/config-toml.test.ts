import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { HANG_MS } from '../support/timeouts.ts'

let copy: string

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'config-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  for (const part of ['config.toml', 'templates', 'seed.sql']) {
    cpSync(resolve(projectRoot, 'supabase', part), join(copy, 'supabase', part), { recursive: true })
  }
})

/**
 * The output of `supabase start` until it needs Docker, which it cannot find: it has read config.toml by then.
 */
function start(): string {
  const { stdout, stderr } = spawnSync(resolve(projectRoot, 'node_modules/.bin/supabase'), ['start'], {
    cwd: copy,
    encoding: 'utf8',
    timeout: HANG_MS,
    env: {
      ...process.env,
      DOCKER_HOST: `unix://${copy}/no-docker.sock`,
      DO_NOT_TRACK: '1',
      SUPABASE_NO_UPDATE_NOTIFIER: '1',
    },
  })
  return stdout + stderr
}

const config = () => join(copy, 'supabase/config.toml')
const complaint = /warn|deprecat|no longer|not recognize|invalid/i

test('the Supabase CLI accepts config.toml', () => {
  const output = start()

  expect(output).toContain('Cannot connect to the Docker daemon')
  expect(output).not.toMatch(complaint)
})

test.for([
  ['an unknown section', '\n[bogus]\nkey = 1\n', 'bogus'],
  ['an unknown key', '\n[auth.captcha]\nenabled = false\nbogus_key = 1\n', 'auth.captcha.bogus_key'],
  [
    'an unknown key of a hosted project',
    '\n[remotes.production]\nproject_id = "abcdefghijklmnopqrst"\n[remotes.production.auth]\nbogus = 1\n',
    'bogus',
  ],
  ['a section of an older CLI', '\n[inbucket]\nenabled = true\n', 'inbucket'],
  [
    'a template without its file',
    '\n[auth.email.template.other]\ncontent_path = "./none.html"\n',
    'none.html',
  ],
] as const)('it rejects %s', ([, addition, named]) => {
  appendFileSync(config(), addition)

  const output = start()

  expect(output).toMatch(complaint)
  expect(output).toContain(named)
})
