-- Colors are public and read-only.
begin;
create extension if not exists pgtap with schema extensions;
select plan(21);

select table_privs_are('public', 'colors', 'anon', '{SELECT}', 'anon can read');
select table_privs_are('public', 'colors', 'authenticated', '{SELECT}', 'a user can read');
select table_privs_are('public', 'colors', 'service_role', '{}', 'service_role is granted nothing');
select sequence_privs_are('public', 'colors_id_seq', role, '{}', role || ' is granted nothing on the sequence')
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;

select ok(relrowsecurity, 'row level security is on') from pg_class where oid = 'public.colors'::regclass;
select policies_are('public', 'colors', array['Colors are viewable by everyone']);
select policy_cmd_is('public', 'colors', 'Colors are viewable by everyone', 'SELECT', 'the policy is for SELECT');

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select results_eq(
  'select name from public.colors order by name',
  array['Amber', 'Indigo', 'Moss', 'Rust', 'Slate'],
  'anon reads the five colors'
);
select results_eq('select count(*) from public.colors', array[5::bigint], 'anon can count');
select throws_ok($$insert into public.colors (name) values ('Plaid')$$, '42501', null, 'anon cannot insert');
select throws_ok($$update public.colors set name = 'Plaid'$$, '42501', null, 'anon cannot update');
select throws_ok('delete from public.colors', '42501', null, 'anon cannot delete');
select throws_ok('truncate public.colors', '42501', null, 'anon cannot truncate');

set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000"}';
select results_eq('select count(*) from public.colors', array[5::bigint], 'a user reads all colors');
select throws_ok($$insert into public.colors (name) values ('Plaid')$$, '42501', null, 'a user cannot insert');
select throws_ok($$update public.colors set name = 'Plaid'$$, '42501', null, 'a user cannot update');
select throws_ok('delete from public.colors', '42501', null, 'a user cannot delete');
select throws_ok('truncate public.colors', '42501', null, 'a user cannot truncate');

reset role;
select throws_ok($$insert into public.colors (name) values ('Moss')$$, '23505', null, 'names are unique');

select * from finish();
rollback;
