-- Who can read and update profiles, and how they are created and deleted.
begin;
create extension if not exists pgtap with schema extensions;
select plan(73);

-- Grants

select table_privs_are('public', 'profiles', 'anon', '{}', 'anon is granted nothing on the table');
select any_column_privs_are('public', 'profiles', 'anon', '{}', 'anon is granted nothing on a column');
select table_privs_are('public', 'profiles', 'service_role', '{}', 'service_role is granted nothing');
select table_privs_are('public', 'profiles', 'authenticated', '{}', 'authenticated has column privileges only');
select column_privs_are('public', 'profiles', 'id', 'authenticated', '{SELECT}', 'a user reads the ID');
select column_privs_are('public', 'profiles', 'name', 'authenticated', '{SELECT,UPDATE}', 'a user reads and updates the name');
select column_privs_are('public', 'profiles', 'created_at', 'authenticated', '{SELECT}', 'a user reads the creation time');
select column_privs_are('public', 'profiles', 'updated_at', 'authenticated', '{SELECT}', 'a user reads the time of the last update');

select ok(relrowsecurity, 'row level security is on') from pg_class where oid = 'public.profiles'::regclass;
select policies_are('public', 'profiles', array['Users can view their own profile', 'Users can update their own profile', 'Require an active session', 'Require the second factor']);
select policy_roles_are('public', 'profiles', 'Users can view their own profile', '{authenticated}', 'the SELECT policy applies to authenticated users');
select policy_roles_are('public', 'profiles', 'Users can update their own profile', '{authenticated}', 'the UPDATE policy applies to authenticated users');

-- Functions

select ok(
  not has_function_privilege(role, function, 'execute'),
  format('%s cannot call %s', role, function)
)
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role,
  unnest(array['private.name_from_metadata(jsonb)', 'private.create_profile()', 'private.set_updated_at()']) as function
order by role, function;

select is(proconfig, array['search_path=""'], proname || ' has an empty search path')
from pg_proc where pronamespace = 'private'::regnamespace and proname in ('name_from_metadata', 'create_profile', 'set_updated_at')
order by proname;
select ok(not has_schema_privilege(role, 'private', 'usage'), role || ' cannot use the schema private')
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;

-- Sign-up creates a profile with any metadata

create temporary table signup (id uuid primary key default gen_random_uuid(), metadata jsonb, name text, title text);
insert into signup (metadata, name, title) values
  ('{"name": "Ada Lovelace"}', 'Ada Lovelace', 'a name'),
  ('{"name": "  Ada \n\t Lovelace\u0007 "}', 'Ada Lovelace', 'white space and control characters'),
  (jsonb_build_object('name', 'Ada' || chr(8238) || 'ecalevoL' || chr(8236) || chr(133) || chr(65279)), 'AdaecalevoL', 'bidirectional control characters'),
  (jsonb_build_object('name', repeat('ä', 5000)), repeat('ä', 100), 'a name that is too long'),
  (jsonb_build_object('name', repeat('x', 99) || ' yz'), repeat('x', 99), 'a name with a space at the limit'),
  ('{"name": "Robert''); drop table profiles;--"}', 'Robert''); drop table profiles;--', 'a name that looks like SQL'),
  ('{"name": 7}', '', 'a number for a name'),
  ('{"name": {"first": "Ada"}}', '', 'an object for a name'),
  ('{"name": null}', '', 'null for a name'),
  ('{}', '', 'no name'),
  ('["name"]', '', 'an array for metadata'),
  ('"name"', '', 'a string for metadata'),
  (null, '', 'null metadata');

select lives_ok(
  format(
    'insert into auth.users (id, email, raw_user_meta_data) values (%L, %L, %L)',
    id, id || '@pgtap.example', metadata
  ),
  'sign-up works with ' || title
) from signup;
select is(
  (select array_agg(title order by title) from signup left join public.profiles using (id)
   where profiles.name is distinct from signup.name),
  null,
  'each of them has a profile with the expected name'
);

-- Two users

insert into auth.users (id, email, raw_user_meta_data) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example', '{"name": "A"}'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example', '{"name": "B"}');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select id from public.profiles', '42501', null, 'anon cannot read');

set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated"}';
select is_empty('select id from public.profiles', 'a token without a user reads nothing');

set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select results_eq('select name from public.profiles', array['A'], 'A reads only their own profile');
select lives_ok($$update public.profiles set name = 'A2' where true$$, 'A updates only their own profile');
select results_eq('select name from public.profiles', array['A2'], 'A can update their name');
select throws_ok(
  format('update public.profiles set name = %L', repeat('x', 101)),
  '23514', null, 'a name has at most 100 characters'
);
select throws_ok(
  format('update public.profiles set name = %L', 'Ada' || chr(code) || 'x'), '23514', null, 'a name cannot contain U+' || to_hex(code)
)
from unnest(array[1, 10, 127, 133, 1564, 8203, 8206, 8232, 8234, 8238, 8294, 65279]) as code;
select lives_ok($$update public.profiles set name = 'عائشة Übel-O’Neill 李'$$, 'a name can use any script');
select throws_ok(
  $$do 'begin for i in 1..6 loop update public.profiles set name = i::text where true; end loop; end'$$, 'PT429', 'quota_exceeded', 'a user can change their name five times a minute'
);
select throws_ok('update public.profiles set id = gen_random_uuid()', '42501', null, 'A cannot update the ID');
select throws_ok('update public.profiles set name = null', '23502', null, 'a name is required');
select throws_ok('update public.profiles set updated_at = now()', '42501', null, 'A cannot update the times');
select throws_ok('delete from public.profiles', '42501', null, 'A cannot delete the profile');
select throws_ok(
  $$insert into public.profiles (id) values ('aaaaaaaa-0000-4000-8000-000000000000')$$,
  '42501', null, 'A cannot insert a profile'
);

-- The policy enforces the owner even if the column were granted
reset role;
grant update (id) on public.profiles to authenticated;
set local role authenticated;
select throws_ok(
  'update public.profiles set id = gen_random_uuid()', '42501', 'new row violates row-level security policy for table "profiles"', 'A cannot give their profile away'
);
reset role;
revoke update (id) on public.profiles from authenticated;
set local role authenticated;

set local request.jwt.claims to '{"role": "authenticated", "sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "bbbbbbbb-0000-4000-8000-000000000000"}';
select results_eq('select name from public.profiles', array['B'], 'B''s profile is unchanged');

reset role;
update public.profiles set updated_at = '2000-01-01' where name = 'B';
select is(updated_at, now(), 'the database sets the time of an update') from public.profiles where name = 'B';

delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is_empty($$select id from public.profiles where name = 'B'$$, 'a profile is deleted with its user');

select * from finish();
rollback;
