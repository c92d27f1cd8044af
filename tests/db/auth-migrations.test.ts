import { resolve } from 'node:path'
import { applyMigrations, openDatabase } from 'supabase-embedded/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'

let connection: Awaited<ReturnType<typeof openDatabase>>

beforeAll(async () => {
  connection = await openDatabase()
  await applyMigrations(connection.driver, resolve(projectRoot, 'supabase/migrations'))
})

afterAll(() => connection.close())

// The Auth server's migrations run after ours, each in one transaction, and some of them fill a column and alter the table.
test('the Auth server can fill and alter its tables in one transaction', async () => {
  const { driver } = connection
  const id = crypto.randomUUID()
  const migration = (table: string, columns: string[]) =>
    [
      `update auth.${table} set created_at = created_at where true`,
      `alter table auth.${table} add column later text`,
      ...columns.map((column) => `alter table auth.${table} alter column ${column} type text`),
    ].join(';')

  await driver.exec(`
    begin;
    insert into auth.users (id, email, encrypted_password) values ('${id}', 'migrated@example.com', 'hash');
    insert into auth.sessions (id, user_id) values (gen_random_uuid(), '${id}');
    insert into auth.identities (id, user_id, provider, provider_id) values (gen_random_uuid(), '${id}', 'email', '${id}');
    insert into auth.audit_log_entries (id, payload) values (gen_random_uuid(), '{"action": "login", "actor_id": "${id}"}');
    ${migration('users', ['email', 'encrypted_password', 'banned_until'])};
    ${migration('sessions', ['user_agent', 'ip'])};
    ${migration('identities', ['provider'])};
    ${migration('audit_log_entries', ['payload'])};
    commit`)

  const { rows } = await driver.query('select type::text as type from public.audit_log where user_id = $1', [
    id,
  ])
  expect(rows).toContainEqual({ type: 'user.signed_up' })
})
