import { describe, expect, test } from 'vitest'
import { pgtapDatabase, readPgtap } from '../support/pgtap-database.ts'
import { runTap } from '../support/tap.ts'

const database = pgtapDatabase()

describe('a sabotaged database fails pgTAP', () => {
  const sabotage: [file: string, statement: string, failingTest: string][] = [
    ['profiles', 'alter table public.profiles disable row level security', 'A reads only their own profile'],
    ['profiles', 'grant select on public.profiles to anon', 'anon cannot read'],
    [
      'profiles',
      'grant execute on function private.create_profile() to authenticated',
      'authenticated cannot call',
    ],
    ['profiles', 'alter function private.create_profile() reset search_path', 'search path'],
    ['profiles', 'drop trigger create_profile on auth.users', 'profile with the expected name'],
    ['profiles', 'alter table public.profiles drop constraint profiles_id_fkey', 'deleted with its user'],
    ['notes', 'alter table public.notes disable row level security', 'A reads only their own notes'],
    ['notes', 'grant select (user_id) on public.notes to authenticated', 'selecting the owner is denied'],
    ['notes', 'grant insert on public.notes to authenticated', 'inserting the owner is denied'],
    ['notes', 'alter table public.notes drop constraint notes_note_check', 'at most 10,000 characters'],
    ['colors', 'grant insert on public.colors to anon', 'anon can read'],
    ['signup_ownership', 'drop trigger email_confirmed on auth.users', 'a confirmation removes the password'],
    ['signup_ownership', 'drop trigger email_identity on auth.identities', 'the identity data'],
    [
      'signup_ownership',
      `create or replace function private.verified_claims(metadata jsonb) returns jsonb language sql as 'select metadata'`,
      'the metadata',
    ],
    ['roles', 'drop trigger protect_last_admin on public.user_roles', 'delete from public.user_roles'],
    [
      'last_admin',
      `do $do$ begin execute replace(
         pg_get_functiondef('private.require_another_admin'::regproc), 'perform pg_advisory_xact_lock', '--') ; end $do$`,
      'removing an admin takes the lock',
    ],
    ['roles', 'grant insert on public.user_roles to authenticated', 'is granted nothing on the table'],
    [
      'admin',
      `insert into public.role_permissions values ('member', 'users.manage')`,
      'select * from public.list_users()',
    ],
    ['community', 'alter table public.posts disable row level security', 'member deletes posts of other'],
    [
      'community',
      'create policy more on public.materials for insert to authenticated with check (true)',
      'member creates materials',
    ],
    ['community', 'grant select on public.posts to anon', 'a guest cannot read author IDs'],
    ['admin', 'grant execute on function public.list_users to anon', 'list_users'],
    ['audit_log', 'drop trigger append_only on public.audit_log', 'delete from public.audit_log'],
    ['audit_log', 'grant select on public.audit_log to authenticated', 'is granted nothing on the table'],
    ['audit_log_triggers', 'drop trigger audit_session on auth.sessions', 'a sign-out'],
    [
      'audit_retention',
      'grant select on private.audit_clients to service_role',
      'is granted nothing on clients',
    ],
    [
      'audit_retention',
      'grant usage on schema private to authenticated; grant execute on function private.apply_retention() to authenticated',
      'authenticated: select private.apply_retention()',
    ],
    ['audit_retention', 'drop trigger append_only on public.audit_log', 'update private.audit_log'],
    ['audit_retention', 'drop trigger delete_audit_clients on auth.users', 'deleted immediately'],
    ['audit_retention', 'drop trigger append_only on private.audit_clients', 'update private.audit_clients'],
    ['admin', 'drop trigger update_user_search on auth.users', 'the same search term'],
    ['admin', 'drop trigger update_user_search on public.profiles', "d'ete after"],
    [
      'everywhere',
      'create view public.peek with (security_invoker = false) as select * from auth.users',
      'every view is security_invoker',
    ],
    ['everywhere', 'drop policy "Require an active session" on public.notes', 'requires an active session'],
    [
      'everywhere',
      `create or replace function public.has_password() returns boolean language sql security definer set search_path = '' as 'select true'`,
      'every function for signed-in users requires the second factor',
    ],
    [
      'second_factor',
      `create or replace function private.current_session() returns auth.sessions language sql stable security definer set search_path = ''
         as 'select private.active_session()'`,
      'select * from public.list_sessions() before the second factor',
    ],
    [
      'second_factor',
      `create or replace function public.current_permissions() returns text[] language sql security definer set search_path = ''
         as 'select array_agg(permission) from private.granted_permissions() as permission'`,
      'users.manage on a trusted device',
    ],
    ['session_timeouts', 'drop trigger end_timed_out_session on auth.sessions', 'set refreshed_at = now()'],
    ['trusted_devices', 'drop trigger delete_trusted_devices on auth.users', 'set encrypted_password'],
    [
      'everywhere',
      `create policy more on public.notes for delete to authenticated using ((auth.jwt() ->> 'aal') = 'aal2')`,
      'not per row',
    ],
    ['everywhere', 'alter function public.authorize(text) reset search_path', 'empty search path'],
    [
      'everywhere',
      `create policy more on public.notes for delete to authenticated
         using ((select auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')`,
      'metadata or roles',
    ],
    ['everywhere', 'create policy more on public.notes for select using (true)', 'names its roles'],
    [
      'everywhere',
      'create policy more on public.notes for delete to authenticated using (auth.uid() = user_id)',
      'not per row',
    ],
    [
      'grants',
      'create function public.peek() returns text language sql as $$select 1::text$$',
      'granted to PUBLIC',
    ],
    ['grants', 'grant execute on function public.my_activity to anon', 'granted to anon'],
  ]

  test.for(sabotage)('%s: %s', async ([file, statement, failingTest]) => {
    expect(await problemsAfter(statement, `${file}.test.sql`)).toContain(failingTest)
  })

  test('row level security disabled on any table', async () => {
    const { rows } = await database().query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    expect(rows.length).toBeGreaterThan(5)
    for (const { name } of rows) {
      const statement = `alter table public.${name} disable row level security`
      expect(await problemsAfter(statement, 'everywhere.test.sql'), name).toContain(
        'every table has row level security',
      )
    }
  })

  test('the second factor required by no policy of a table', async () => {
    const { rows } = await database().query<{ table: string }>(
      `select tablename as table from pg_policies where policyname = 'Require the second factor'`,
    )
    expect(rows.length).toBeGreaterThan(2)
    for (const { table } of rows) {
      const statement = `drop policy "Require the second factor" on public.${table}`
      expect(await problemsAfter(statement, 'everywhere.test.sql'), table).toContain(
        'every table for signed-in users requires the second factor',
      )
      // Only of the tables that it names does this file have rows. my_organizations() requires the second factor itself.
      if (!readPgtap('second_factor.test.sql').includes(`'${table}'`) || table.startsWith('organization'))
        continue
      expect(await problemsAfter(statement, 'second_factor.test.sql'), table).toContain(
        'no table is reached before the second factor',
      )
    }
  })

  async function problemsAfter(statement: string, file: string): Promise<string> {
    const { problems } = await runTap(
      database(),
      readPgtap(file).replace('begin;', () => `begin;\n${statement};`),
    )
    return problems.join('\n')
  }
})

describe('a file counts as failed', () => {
  const tap = (body: string) =>
    `begin; create extension if not exists pgtap with schema extensions; ${body} rollback;`

  test.for([
    [
      'when it runs fewer tests than planned',
      'select plan(2); select pass(); select * from finish();',
      'planned 2',
    ],
    ['when it plans nothing', 'select 1;', 'planned 0'],
    [
      'when a test fails',
      "select plan(1); select is(1, 2, 'sum'); select * from finish();",
      'not ok 1 - sum',
    ],
  ] as const)('%s', async ([, body, problem]) => {
    expect((await runTap(database(), tap(body))).problems.join('\n')).toContain(problem)
  })

  test('when a statement fails, and the next file still runs', async () => {
    await expect(runTap(database(), tap('select plan(1); select 1 / 0;'))).rejects.toThrow('division by zero')
    expect((await runTap(database(), tap('select plan(1); select pass();'))).problems).toEqual([])
  })
})
