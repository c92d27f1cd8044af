-- Who has which permission, and that users cannot grant themselves any.
begin;
create extension if not exists pgtap with schema extensions;
select plan(72);

-- Grants

select table_privs_are('public', name, role, '{}', role || ' is granted nothing on the table ' || name)
from unnest(array['anon', 'authenticated', 'service_role']) as role, unnest(array['role_permissions', 'user_roles']) as name;
select any_column_privs_are('public', 'user_roles', 'anon', '{}', 'anon is granted no column of user_roles');
select column_privs_are('public', 'user_roles', 'role', 'authenticated', '{SELECT}', 'a user can read roles');
select column_privs_are('public', 'user_roles', 'reason', 'authenticated', '{}', 'a user cannot read the reason');
select column_privs_are('public', 'user_roles', 'granted_by', 'authenticated', '{}', 'a user cannot read who granted it');
select policies_are('public', 'user_roles', array['Users can view their own roles', 'Require an active session', 'Require the second factor']);
select policies_are('public', 'role_permissions', '{}'::name[]);

-- What each role may do, as the migrations say; utils/auth/permissions/role-permissions.ts lists it
create function pg_temp.permissions_of(wanted public.app_role) returns text[] language sql security definer as $$
  select array(select permission from public.role_permissions where role = wanted order by permission)
$$;

-- New users are members, whatever their metadata says

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
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
insert into public.user_roles (user_id, role, expires_at) values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', null),
  ('cccccccc-0000-4000-8000-000000000000', 'admin', null),
  ('dddddddd-0000-4000-8000-000000000000', 'admin', now()),
  ('dddddddd-0000-4000-8000-000000000000', 'mentor', now() + interval '1 second');

alter table public.user_roles add constraint broken check (user_id <> 'eeeeeeee-0000-4000-8000-000000000000');
select lives_ok(
  $$insert into auth.users (id, email) values ('eeeeeeee-0000-4000-8000-000000000000', 'e@pgtap.example')$$,
  'a sign-up succeeds when the role cannot be written'
);

-- authorize

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok($$select public.authorize('posts.create')$$, '42501', null, 'anon cannot call authorize()');
select throws_ok('select public.current_permissions()', '42501', null, 'anon cannot call current_permissions()');
select throws_ok('select role from public.user_roles', '42501', null, 'anon cannot read roles');

set local role authenticated;
select case when set_config('request.jwt.claims', claims::text, true) is not null then results_eq(
  'select unnest(public.current_permissions())', permissions, 'permissions of ' || title
) end
from (values
  ('{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}'::jsonb, pg_temp.permissions_of('member'), 'a member'),
  ('{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000", "user_metadata": {"role": "admin"}, "app_metadata": {"role": "admin"}, "user_role": "admin"}',
    pg_temp.permissions_of('member'), 'a member who claims to be admin'),
  ('{"sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "bbbbbbbb-0000-4000-8000-000000000000"}',
    pg_temp.permissions_of('mentor'), 'a mentor'),
  ('{"sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}',
    pg_temp.permissions_of('mentor'),
    'a user whose admin role has just expired and who is a mentor for another second'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000", "is_anonymous": true}',
    pg_temp.permissions_of('admin'), 'an admin with the claims of an anonymous user: the row decides'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "99999999-0000-4000-8000-000000000000"}', '{}',
    'an admin whose session has ended'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}', '{}',
    'an admin with another user''s session'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": null}', '{}', 'an admin without a session'),
  ('{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "no UUID"}', '{}', 'an admin with an invalid session ID'),
  ('{"sub": "eeeeeeee-0000-4000-8000-000000000000", "session_id": "eeeeeeee-0000-4000-8000-000000000000"}', '{}', 'a user without any role'),
  ('{"sub": "ffffffff-0000-4000-8000-000000000000", "session_id": "ffffffff-0000-4000-8000-000000000000"}', '{}', 'a deleted user'),
  ('{}', '{}', 'a token without a user')
) as person (claims, permissions, title);

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select ok(public.authorize('users.manage'), 'an admin is authorized');
select throws_ok(format('select public.authorize(%L)', permission), '22023', 'unknown permission', 'unknown: ' || coalesce(permission, 'null'))
from unnest(array['posts.fly', '', 'admin', 'posts.create ', 'POSTS.CREATE', null]) as permission;

-- A token whose account or session has ended has no permissions and reads no rows
reset role;
insert into public.notes (user_id, note) values ('cccccccc-0000-4000-8000-000000000000', 'a note');
create function pg_temp.reach() returns text language plpgsql as $$
declare
  rows integer;
begin
  set local role authenticated;
  rows := (select count(*) from public.notes) + (select count(*) from public.profiles) + (select count(*) from public.user_roles);
  begin
    insert into public.notes (note) values ('written');
  exception when insufficient_privilege then
    rows := rows - 100;
  end;
  rows := rows + cardinality(public.current_permissions());
  reset role;
  return rows;
end
$$;
create function pg_temp.reach_after(statement text) returns text language plpgsql as $$
declare
  reached text;
begin
  begin
    execute statement;
    reached := pg_temp.reach();
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return reached;
  end;
end
$$;
select is(pg_temp.reach_after('select'), (4 + cardinality(pg_temp.permissions_of('admin')))::text, 'an active session reads its rows and permissions, and can insert');
select is(pg_temp.reach_after(statement), '-100', 'no access after: ' || statement)
from unnest(array[
  $$delete from auth.sessions where id = 'cccccccc-0000-4000-8000-000000000000'$$,
  $$update auth.sessions set not_after = now() where id = 'cccccccc-0000-4000-8000-000000000000'$$,
  $$update auth.sessions set user_id = 'aaaaaaaa-0000-4000-8000-000000000000' where id = 'cccccccc-0000-4000-8000-000000000000'$$,
  $$update auth.users set banned_until = now() + interval '1 second' where id = 'cccccccc-0000-4000-8000-000000000000'$$,
  $$update auth.users set deleted_at = now() where id = 'cccccccc-0000-4000-8000-000000000000'$$
]) as statement;
select is(pg_temp.reach_after(statement), (4 + cardinality(pg_temp.permissions_of('admin')))::text, 'full access after: ' || statement)
from unnest(array[
  $$update auth.sessions set not_after = now() + interval '1 second' where id = 'cccccccc-0000-4000-8000-000000000000'$$,
  $$update auth.users set banned_until = now() where id = 'cccccccc-0000-4000-8000-000000000000'$$
]) as statement;
set local role authenticated;

-- Users cannot grant themselves roles

set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select ok(not public.authorize('users.manage'), 'a member is not authorized');
select results_eq('select role::text from public.user_roles', array['member'], 'a member reads only their own roles');
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
  'select private.current_session()'
]) as statement;

-- The last permanent admin stays, with a non-admin and a temporary admin present

reset role;
update auth.users set email_confirmed_at = now() where email like '%@pgtap.example';
insert into public.user_roles (user_id, role, expires_at) values ('bbbbbbbb-0000-4000-8000-000000000000', 'admin', now() + interval '1 hour');
select throws_ok(statement, '22023', 'last_admin', statement)
from unnest(array[
  $$delete from public.user_roles where role = 'admin'$$,
  $$update public.user_roles set expires_at = now() + interval '1 day' where role = 'admin'$$,
  $$update public.user_roles set role = 'mentor' where user_id = 'cccccccc-0000-4000-8000-000000000000' and role = 'admin'$$,
  $$delete from auth.users where id = 'cccccccc-0000-4000-8000-000000000000'$$
]) as statement;
insert into public.user_roles (user_id, role) values ('aaaaaaaa-0000-4000-8000-000000000000', 'admin');
create function pg_temp.put_into(state text) returns boolean language sql as $$
  update auth.users set
    email_confirmed_at = case when state <> 'unconfirmed' then now() end,
    banned_until = case state when 'banned' then now() + interval '1 second' when 'ban expired' then now() end,
    deleted_at = case when state = 'deleted' then now() end
  where id = 'aaaaaaaa-0000-4000-8000-000000000000'
  returning true
$$;
select pg_temp.put_into('usable');
select throws_ok($$delete from public.user_roles where role = 'admin'$$, '22023', 'last_admin', 'all admins cannot be removed in one statement');
select throws_ok(
  $$delete from public.user_roles where role = 'admin' and user_id = 'cccccccc-0000-4000-8000-000000000000'$$,
  '22023', 'last_admin', 'an admin who cannot sign in does not count: ' || state
)
from unnest(array['unconfirmed', 'banned', 'deleted']) as state where pg_temp.put_into(state);
select throws_ok(
  $$update public.user_roles set user_id = 'eeeeeeee-0000-4000-8000-000000000000' where role = 'admin' and user_id = 'cccccccc-0000-4000-8000-000000000000'$$,
  '22023', 'last_admin', 'the last admin role cannot be moved to another user'
);
select lives_ok(
  $$delete from public.user_roles where role = 'admin' and user_id = 'cccccccc-0000-4000-8000-000000000000';
    insert into public.user_roles (user_id, role) values ('cccccccc-0000-4000-8000-000000000000', 'admin')$$,
  'one of two admins can be removed: ' || state
)
from unnest(array['usable', 'ban expired']) as state where pg_temp.put_into(state);
update public.user_roles set granted_by = 'bbbbbbbb-0000-4000-8000-000000000000' where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and role = 'admin';
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(granted_by, null, 'a role outlives the account that granted it')
from public.user_roles where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and role = 'admin';
select throws_ok($$insert into public.user_roles (user_id, role, expires_at) values (gen_random_uuid(), 'member', now())$$, '23514', null, 'the member role has no expiry');
select throws_ok($$insert into public.role_permissions values ('member', 'Everything')$$, '23514', null, 'permissions have a fixed format');
select is_empty($$select from public.user_roles where role = 'mentor' and expires_at is null$$, 'roles are deleted with their user');

select * from finish();
rollback;
