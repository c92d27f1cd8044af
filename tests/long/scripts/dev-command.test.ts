import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyProject } from '../../support/recipe'
import { type ServerProcess, startServerProcess } from '../../support/server-process'
import { startOnPort } from '../../support/start-on-port'

let project: string
let command: ServerProcess

/** Runs `npm run dev` in a copy of the project with Google enabled in config.toml. */
beforeAll(async () => {
  project = copyProject('dev-command')
  const config = join(project, 'supabase/config.toml')
  const google = /(?<=\[auth\.external\.google\]\nenabled = )false/
  expect(readFileSync(config, 'utf8')).toMatch(google)
  writeFileSync(config, readFileSync(config, 'utf8').replace(google, 'true'))
  command = await startOnPort((port) => {
    const env = {
      ...process.env,
      NODE_ENV: 'development' as const,
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      SUPABASE_LOCAL_PORT: '0',
      MAILBOX_PORT: '0',
      GITHUB_PORT: '0',
    }
    const options = { port, ready: /Ready in/, cwd: project, env }
    return startServerProcess(process.execPath, ['supabase/scripts/dev.ts'], options)
  })
})

afterAll(async () => {
  await command.close('SIGINT')
  rmSync(project, { recursive: true, force: true })
})

test('names a provider that the embedded backend does not support', () => {
  expect(command.output()).toContain('[auth.external.google] is enabled in config.toml')
})

test('says to restart when a migration is added', async () => {
  appendFileSync(join(project, 'supabase/migrations/99990101000000_later.sql'), 'select 1;')
  await expect
    .poll(() => command.output())
    .toContain('New migration: 99990101000000_later.sql. Restart this command to apply it.')
})
