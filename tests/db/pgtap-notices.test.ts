import { describe, expect, test } from 'vitest'
import { pgtapDatabase, readPgtap } from '../support/pgtap-database.ts'
import { runTap } from '../support/tap.ts'

const database = pgtapDatabase()

describe('they notice', () => {
  const sabotage: [file: string, statement: string, noticed: string][] = [
    ['profiles', 'alter table public.profiles disable row level security', 'A sees the own profile only'],
    ['profiles', 'grant select on public.profiles to anon', 'anon cannot read'],
    [
      'profiles',
      'grant execute on function private.create_profile() to authenticated',
      'authenticated cannot call',
    ],
    ['profiles', 'alter function private.create_profile() reset search_path', 'search path'],
    ['profiles', 'drop trigger create_profile on auth.users', 'profile with the expected name'],
    ['profiles', 'alter table public.profiles drop constraint profiles_id_fkey', 'goes with its user'],
    ['notes', 'alter table public.notes disable row level security', 'A reads the own notes only'],
    ['notes', 'grant select (user_id) on public.notes to authenticated', 'selecting the owner is refused'],
    ['notes', 'grant insert on public.notes to authenticated', 'inserting the owner is refused'],
    ['notes', 'alter table public.notes drop constraint notes_note_check', 'at most 10,000 characters'],
    ['colors', 'grant insert on public.colors to anon', 'anon reads'],
    ['signup_ownership', 'drop trigger email_confirmed on auth.users', 'a confirmation leaves no password'],
    ['signup_ownership', 'drop trigger email_identity on auth.identities', 'none in the identity'],
    [
      'signup_ownership',
      `create or replace function private.verified_claims(metadata jsonb) returns jsonb language sql as 'select metadata'`,
      'and no metadata',
    ],
    ['roles', 'drop trigger protect_last_admin on public.user_roles', 'delete from public.user_roles'],
    [
      'last_admin',
      `do $do$ begin execute replace(
         pg_get_functiondef('private.protect_last_admin'::regproc), 'perform pg_advisory_xact_lock', '--') ; end $do$`,
      'everybody else waits',
    ],
    ['roles', 'grant insert on public.user_roles to authenticated', 'is granted nothing on the table'],
    [
      'roles',
      `insert into public.role_permissions values ('member', 'users.manage')`,
      'what a member may do',
    ],
    ['community', 'alter table public.posts disable row level security', 'member deletes posts of other'],
    [
      'community',
      'create policy more on public.materials for insert to authenticated with check (true)',
      'member creates materials',
    ],
    ['community', 'grant select on public.posts to anon', 'a guest learns no ids'],
    ['admin', 'grant execute on function public.list_users to anon', 'list_users'],
    ['audit_log', 'drop trigger append_only on public.audit_log', 'delete from public.audit_log'],
    ['audit_log', 'grant select on public.audit_log to authenticated', 'is granted nothing on the table'],
    ['audit_log', 'drop trigger audit_session on auth.sessions', 'a sign-out'],
    [
      'audit_retention',
      'grant select on private.audit_clients to service_role',
      'is granted nothing on addresses',
    ],
    [
      'audit_retention',
      'grant usage on schema private to authenticated; grant execute on function private.apply_retention() to authenticated',
      'authenticated: select private.apply_retention()',
    ],
    ['audit_retention', 'drop trigger append_only on public.audit_log', 'update private.audit_log'],
    ['audit_retention', 'drop trigger delete_audit_clients on auth.users', 'gone at once'],
    ['audit_retention', 'drop trigger append_only on private.audit_clients', 'update private.audit_clients'],
    ['admin', 'drop trigger update_user_search on auth.users', 'found by the same words'],
    ['admin', 'drop trigger update_user_search on public.profiles', "d'ete after"],
    [
      'everywhere',
      'create view public.peek with (security_invoker = false) as select * from auth.users',
      'rights of who reads it',
    ],
    ['everywhere', 'drop policy "Require an active session" on public.posts', 'reached only while it lives'],
    [
      'everywhere',
      `create policy more on public.posts for delete to authenticated using ((auth.jwt() ->> 'aal') = 'aal2')`,
      'not once a row',
    ],
    ['everywhere', 'alter function public.authorize(text) reset search_path', 'in a search path'],
    [
      'everywhere',
      `create policy more on public.posts for delete to authenticated
         using ((select auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')`,
      'metadata or roles',
    ],
    ['everywhere', 'create policy more on public.posts for select using (true)', 'names whom it is for'],
    [
      'everywhere',
      'create policy more on public.posts for delete to authenticated using (auth.uid() = author_id)',
      'not once a row',
    ],
    [
      'grants',
      'create function public.peek() returns text language sql as $$select 1::text$$',
      'by just anybody',
    ],
    ['grants', 'grant execute on function public.my_activity to anon', 'that need no session'],
  ]

  test.for(sabotage)('%s: %s', async ([file, statement, noticed]) => {
    expect(await problemsAfter(statement, `${file}.test.sql`)).toContain(noticed)
  })

  test('row level security switched off, whichever table', async () => {
    const { rows } = await database().query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    expect(rows.length).toBeGreaterThan(5)
    for (const { name } of rows) {
      const statement = `alter table public.${name} disable row level security`
      expect(await problemsAfter(statement, 'everywhere.test.sql'), name).toContain(
        'row level security is on for every table',
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
