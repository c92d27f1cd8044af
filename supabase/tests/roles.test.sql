-- Who has which permission, and how nobody comes by one alone.
begin;
create extension if not exists pgtap with schema extensions;
select plan(56);

-- Grants

select table_privs_are('public', name, role, '{}', role || ' is granted nothing on the table ' || name)
from unnest(array['anon', 'authenticated', 'service_role']) as role, unnest(array['role_permissions', 'user_roles']) as name;
select any_column_privs_are('public', 'user_roles', 'anon', '{}', 'anon is granted no column of user_roles');
select column_privs_are('public', 'user_roles', 'role', 'authenticated', '{SELECT}', 'a user reads the role');
select column_privs_are('public', 'user_roles', 'reason', 'authenticated', '{}', 'the reason is not for reading');
select column_privs_are('public', 'user_roles', 'granted_by', 'authenticated', '{}', 'nor is who gave it');
select policies_are('public', 'user_roles', array['People read their own roles']);
select policies_are('public', 'role_permissions', '{}'::name[]);

-- The matrix

select results_eq(
  format('select permission from public.role_permissions where role = %L order by permission', role),
  permissions,
  'what a ' || role || ' may do'
)
from (values
  ('member', array['posts.create', 'posts.delete_own']),
  ('mentor', array['materials.create', 'materials.delete', 'posts.create', 'posts.delete_own']),
  ('admin', array[
    'announcements.create', 'announcements.delete', 'audit.read', 'materials.create', 'materials.delete',
    'posts.create', 'posts.delete_any', 'posts.delete_own', 'users.manage'
  ])
) as matrix (role, permissions);

-- Sign-up makes a member, whatever the metadata asks for

truncate public.user_roles;
insert into auth.users (id, email, raw_user_meta_data, raw_app_meta_data) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'member@pgtap.example', '{"role": "admin", "app_role": "admin"}', '{"role": "admin"}'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor@pgtap.example', '{}', '{}'),
  ('cccccccc-0000-4000-8000-000000000000', 'admin@pgtap.example', '{}', '{}'),
  ('dddddddd-0000-4000-8000-000000000000', 'was-admin@pgtap.example', '{}', '{}');
select results_eq(
  $$select role::text from public.user_roles where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$,
  array['member'], 'a new user is a member, whatever the metadata says'
);
insert into public.user_roles (user_id, role, expires_at) values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', null),
  ('cccccccc-0000-4000-8000-000000000000', 'admin', null),
  ('dddddddd-0000-4000-8000-000000000000', 'admin', now()),
  ('dddddddd-0000-4000-8000-000000000000', 'mentor', now() + interval '1 second');

alter table public.user_roles add constraint broken check (user_id <> 'eeeeeeee-0000-4000-8000-000000000000');
select lives_ok(
  $$insert into auth.users (id, email) values ('eeeeeeee-0000-4000-8000-000000000000', 'e@pgtap.example')$$,
  'sign-up works even when no role can be written'
);

-- authorize

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok($$select public.authorize('posts.create')$$, '42501', null, 'anon cannot ask');
select throws_ok('select public.my_permissions()', '42501', null, 'anon has no permissions to list');
select throws_ok('select role from public.user_roles', '42501', null, 'anon reads no roles');

set local role authenticated;
select case when set_config('request.jwt.claims', claims::text, true) is not null then results_eq(
  'select unnest(public.my_permissions())', permissions, 'permissions of ' || title
) end
from (values
  ('{"sub": "aaaaaaaa-0000-4000-8000-000000000000"}'::jsonb, array['posts.create', 'posts.delete_own'], 'a member'),
  ('{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "user_metadata": {"role": "admin"}, "app_metadata": {"role": "admin"}, "user_role": "admin"}',
    array['posts.create', 'posts.delete_own'], 'a member who claims to be admin'),
  ('{"sub": "bbbbbbbb-0000-4000-8000-000000000000"}',
    array['materials.create', 'materials.delete', 'posts.create', 'posts.delete_own'], 'a mentor'),
  ('{"sub": "dddddddd-0000-4000-8000-000000000000"}',
    array['materials.create', 'materials.delete', 'posts.create', 'posts.delete_own'],
    'an admin until this very moment who is mentor for another second'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "is_anonymous": true}', '{}', 'an anonymous user'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "99999999-0000-4000-8000-000000000000"}', '{}',
    'an admin whose session has ended'),
  ('{"sub": "eeeeeeee-0000-4000-8000-000000000000"}', '{}', 'a user without any role'),
  ('{"sub": "ffffffff-0000-4000-8000-000000000000"}', '{}', 'a user who is gone'),
  ('{}', '{}', 'a token without a user')
) as person (claims, permissions, title);

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000"}';
select ok(public.authorize('users.manage'), 'an admin is authorized');
select throws_ok(format('select public.authorize(%L)', permission), '22023', 'unknown permission', 'unknown: ' || coalesce(permission, 'null'))
from unnest(array['posts.fly', '', 'admin', 'posts.create ', 'POSTS.CREATE', null]) as permission;

-- Nobody raises themselves

set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000"}';
select ok(not public.authorize('users.manage'), 'a member is not authorized');
select results_eq('select role::text from public.user_roles', array['member'], 'a member sees the own role only');
select throws_ok(statement, '42501', null, statement)
from unnest(array[
  $$insert into public.user_roles (user_id, role) values ('aaaaaaaa-0000-4000-8000-000000000000', 'admin')$$,
  $$update public.user_roles set role = 'admin'$$,
  'update public.user_roles set expires_at = null',
  'delete from public.user_roles',
  'truncate public.user_roles',
  'select reason from public.user_roles',
  $$insert into public.role_permissions values ('member', 'users.manage')$$,
  'select * from public.role_permissions',
  'delete from public.role_permissions',
  $$select private.require_permission('posts.create')$$,
  'select private.own_permissions()'
]) as statement;

-- Somebody stays admin

reset role;
select throws_ok(statement, '22023', 'last_admin', statement)
from unnest(array[
  $$delete from public.user_roles where role = 'admin'$$,
  $$update public.user_roles set expires_at = now() + interval '1 day' where role = 'admin'$$,
  $$update public.user_roles set role = 'mentor' where user_id = 'cccccccc-0000-4000-8000-000000000000' and role = 'admin'$$,
  $$delete from auth.users where id = 'cccccccc-0000-4000-8000-000000000000'$$
]) as statement;
insert into public.user_roles (user_id, role) values ('aaaaaaaa-0000-4000-8000-000000000000', 'admin');
select throws_ok($$delete from public.user_roles where role = 'admin'$$, '22023', 'last_admin', 'two at once neither');
select lives_ok(
  $$delete from public.user_roles where role = 'admin' and user_id = 'cccccccc-0000-4000-8000-000000000000'$$,
  'one of two admins can be removed'
);
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is_empty($$select from public.user_roles where role = 'mentor' and expires_at is null$$, 'roles go with their user');

select * from finish();
rollback;
