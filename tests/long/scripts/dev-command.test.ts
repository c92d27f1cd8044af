import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FREE_PORTS } from '../../support/free-ports'
import { copyProject } from '../../support/recipe'
import { type ServerProcess, startServerProcess } from '../../support/server-process'
import { startOnPort } from '../../support/start-on-port'

let project: string
let command: ServerProcess

/** Runs `npm run dev` in the copy of the project until its output matches. */
const runUntil = (ready: RegExp) =>
  startOnPort((port) => {
    const env = {
      ...process.env,
      NODE_ENV: 'development' as const,
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      ...FREE_PORTS,
    }
    const options = { port, ready, cwd: project, env }
    return startServerProcess(process.execPath, ['supabase/scripts/dev.ts'], options)
  })

/** With Google enabled in config.toml. */
beforeAll(async () => {
  project = copyProject('dev-command')
  const config = join(project, 'supabase/config.toml')
  const google = /(?<=\[auth\.external\.google\]\nenabled = )false/
  expect(readFileSync(config, 'utf8')).toMatch(google)
  writeFileSync(config, readFileSync(config, 'utf8').replace(google, 'true'))
  command = await runUntil(/Ready in/)
})

afterAll(async () => {
  await command.close('SIGINT')
  rmSync(project, { recursive: true, force: true })
})

test('names a provider that the embedded backend does not support', async () => {
  await expect.poll(() => command.output()).toContain('[auth.external.google] is enabled in config.toml')
})

test('says to restart when a migration is added', async () => {
  appendFileSync(join(project, 'supabase/migrations/99990101000000_later.sql'), 'select 1;')
  await expect
    .poll(() => command.output())
    .toContain('New migration: 99990101000000_later.sql. Restart this command to apply it.')
})

test('stops when a migration fails', async () => {
  await command.close('SIGINT')
  writeFileSync(join(project, 'supabase/migrations/99990101000001_broken.sql'), 'select nothing;')
  await expect(runUntil(/Users +\S/)).rejects.toThrow('Migration 99990101000001_broken.sql failed')
})
