import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { applyMigrations, openDatabase } from 'supabase-embedded/database'
import { expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'

const migrations = resolve(projectRoot, 'supabase/migrations')
const FIRST_RENAME = '20261122000000'

test('entries written before the renames get the new names and keep their clients', async () => {
  const older = mkdtempSync(join(tmpdir(), 'migrations-'))
  onTestFinished(() => rmSync(older, { recursive: true }))
  for (const file of readdirSync(migrations).filter((name) => name < FIRST_RENAME))
    copyFileSync(join(migrations, file), join(older, file))
  const connection = await openDatabase()
  onTestFinished(() => connection.close())
  const { driver } = connection
  await applyMigrations(driver, older)
  await driver.exec(`
    insert into public.audit_log (type, result, reason) values
      ('login.throttled', 'refused', 'too_many_tries'),
      ('login.failed', 'refused', 'invalid_credentials (64 in ten minutes)'),
      ('access.denied', 'refused', 'users.manage'),
      ('role.given', 'ok', 'mentor: too_many_tries'),
      ('people.listed', 'ok', null);
    insert into private.audit_clients (entry_id, created_at, address, agent)
      select id, created_at, '203.0.113.9', 'a browser' from public.audit_log where type = 'login.failed'`)

  await applyMigrations(driver, migrations)

  const { rows } = await driver.query(
    `select type::text as type, result, reason, host(ip) as ip, user_agent
     from public.audit_log left join private.audit_clients on entry_id = id order by id`,
  )
  const without = { ip: null, user_agent: null }
  expect(rows).toEqual([
    { type: 'login.throttled', result: 'failed', reason: 'too_many_attempts', ...without },
    {
      type: 'login.failed',
      result: 'failed',
      reason: 'invalid_credentials (64 in 10 minutes)',
      ip: '203.0.113.9',
      user_agent: 'a browser',
    },
    { type: 'access.denied', result: 'failed', reason: 'users.manage', ...without },
    { type: 'role.granted', result: 'ok', reason: 'mentor: too_many_tries', ...without },
    { type: 'users.listed', result: 'ok', reason: null, ...without },
  ])
  await expect(driver.exec("update public.audit_log set reason = ''")).rejects.toThrow('append-only')
})
