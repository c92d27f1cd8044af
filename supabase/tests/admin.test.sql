-- What admins, and only admins, can do with other users' accounts.
begin;
create extension if not exists pgtap with schema extensions;
select plan(137);

select function_privs_are('public', name, parameters, role, privileges, format('%s: %s for %s', name, privileges, role))
from (values
  ('list_users', array['text', 'uuid', 'integer', 'app_role']), ('get_user', array['uuid']), ('grant_role', array['uuid', 'app_role', 'text', 'timestamptz']),
  ('revoke_role', array['uuid', 'app_role', 'text']), ('end_user_sessions', array['uuid', 'text']),
  ('ban_user', array['uuid', 'text', 'timestamptz']), ('unban_user', array['uuid', 'text'])
) as admin_function (name, parameters),
  (values ('anon', '{}'), ('authenticated', array['EXECUTE']), ('service_role', '{}')) as expected (role, privileges);

truncate public.user_roles;
insert into auth.users (id, email, raw_user_meta_data, created_at) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'member@pgtap.example', '{"name": "Mia 100%"}', '2100-01-01'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor@pgtap.example', '{"name": "Max"}', '2100-01-01'),
  ('cccccccc-0000-4000-8000-000000000000', 'admin@pgtap.example', '{"name": "Ann"}', '2100-01-02'),
  ('dddddddd-0000-4000-8000-000000000000', 'expired@pgtap.example', '{}', '2100-01-03');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
insert into public.user_roles (user_id, role, expires_at) values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', null),
  ('cccccccc-0000-4000-8000-000000000000', 'admin', null),
  ('dddddddd-0000-4000-8000-000000000000', 'admin', now());
insert into auth.sessions (id, user_id) values
  ('11111111-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000'),
  ('22222222-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000');

create temporary table call (statement text);
insert into call values
  ('select * from public.list_users()'),
  ($$select * from public.get_user('aaaaaaaa-0000-4000-8000-000000000000')$$),
  ($$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'admin', '')$$),
  ($$select public.revoke_role('cccccccc-0000-4000-8000-000000000000', 'admin', '')$$),
  ($$select public.end_user_sessions('aaaaaaaa-0000-4000-8000-000000000000', '')$$),
  ($$select public.ban_user('aaaaaaaa-0000-4000-8000-000000000000', 'spam')$$),
  ($$select public.unban_user('aaaaaaaa-0000-4000-8000-000000000000', 'spam')$$);
grant select on call to anon, authenticated;

-- All other callers are denied

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok(statement, '42501', null, 'anon: ' || statement) from call;
set local role authenticated;
select case when set_config('request.jwt.claims', claims, true) is not null
  then throws_ok(statement, '42501', 'permission denied', format('%s: %s', claims, statement)) end
from call, unnest(array[
  '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}',
  '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000", "user_metadata": {"role": "admin"}, "app_metadata": {"role": "admin"}}',
  '{"sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "bbbbbbbb-0000-4000-8000-000000000000"}',
  '{"sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}',
  '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "99999999-0000-4000-8000-000000000000"}',
  '{}'
]) as claims;

-- Admins

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select results_eq(
  $$select email, name, sessions, roles from public.list_users(size => 4)$$,
  $$values
    ('expired@pgtap.example', '', 1::bigint, '[]'::jsonb),
    ('admin@pgtap.example', 'Ann', 1, '[{"role": "admin", "expires_at": null, "reason": ""}]'),
    ('mentor@pgtap.example', 'Max', 1, '[{"role": "mentor", "expires_at": null, "reason": ""}]'),
    ('member@pgtap.example', 'Mia 100%', 3, '[]')$$,
  'lists users, newest first, with their active roles'
);
select results_eq(
  $$select email from public.list_users(before => 'cccccccc-0000-4000-8000-000000000000', size => 1)$$,
  array['mentor@pgtap.example'], 'pages through users with equal creation times'
);
select results_eq(
  $$select email from public.list_users(before => 'bbbbbbbb-0000-4000-8000-000000000000', size => 1)$$,
  array['member@pgtap.example'], 'the last page'
);
select is_empty($$select from public.list_users(before => '99999999-0000-4000-8000-000000000000')$$, 'an unknown cursor returns no users');
select results_eq(format('select email from public.list_users(%L)', search), array['member@pgtap.example'], 'a search finds: ' || search)
from unnest(array['mia', 'MI', '100%', 'Mia 100', 'member@pgtap', 'AAAAAAAA-0000-4000-8000-000000000000']) as search;
select is_empty(format('select email from public.list_users(%L)', search), 'a search does not find: ' || search)
from unnest(array['ember@pgtap', 'm_a', E'\\', '%', ''' or true --', 'aaaaaaaa', repeat('mia ', 100)]) as search;
select results_eq(
  $$select email from public.list_users('PGTAP.example')$$,
  array['member@pgtap.example', 'mentor@pgtap.example', 'admin@pgtap.example', 'expired@pgtap.example'],
  'users with the same search term are ordered by ID'
);

-- Users who match with several words appear once across pages; new emails and names are found, old ones are not

reset role;
update auth.users set email = 'max@maxi.pgtap.example' where id = 'bbbbbbbb-0000-4000-8000-000000000000';
update public.profiles set name = 'Maxine d''Ete' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select results_eq(
  format('select left(id::text, 1) from public.list_users(%L, %L, %s)', search, before, size), people::text[],
  format('%s after %s', search, before)
)
from (values
  ('max', null, 9, '{b,a}'),
  ('max', null, 1, '{b}'),
  ('max', 'bbbbbbbb-0000-4000-8000-000000000000', 1, '{a}'),
  ('max', 'aaaaaaaa-0000-4000-8000-000000000000', 1, '{}'),
  ('d''ete', null, 9, '{a}'),
  ('mentor@pgtap', null, 9, '{}'),
  ('mia', null, 9, '{}')
) as wanted (search, before, size, people);
reset role;
update auth.users set email = 'mentor@pgtap.example' where id = 'bbbbbbbb-0000-4000-8000-000000000000';
update public.profiles set name = 'Mia 100%' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into auth.users (id, email) values ('eeeeeeee-0000-4000-8000-000000000000', 'gone@pgtap.example');
delete from auth.users where id = 'eeeeeeee-0000-4000-8000-000000000000';
select is_empty(
  $$select user_id from private.user_search_terms where user_id = 'eeeeeeee-0000-4000-8000-000000000000'$$,
  'search terms of a deleted account are deleted'
);
select table_privs_are('private', name, role, '{}', format('%s is granted nothing on %s', role, name))
from unnest(array['user_directory', 'user_search_terms']) as name, unnest(array['anon', 'authenticated', 'service_role']) as role;
set local role authenticated;

select lives_ok(
  $$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', 'for the workshop', now() + interval '1 hour')$$,
  'grants a role with an expiry'
);
select results_eq(
  format('select left(id::text, 1) from public.list_users(%L, %L, %s, %L)', search, before, size, role), users::text[],
  format('users with the role %s: %s after %s', role, search, before)
)
from (values
  ('mentor', '', null, 9, '{b,a}'),
  ('mentor', '', null, 1, '{b}'),
  ('mentor', '', 'bbbbbbbb-0000-4000-8000-000000000000', 9, '{a}'),
  ('mentor', 'mia', null, 9, '{a}'),
  ('mentor', 'aaaaaaaa-0000-4000-8000-000000000000', null, 9, '{a}'),
  ('mentor', 'ann', null, 9, '{}'),
  ('mentor', ' ', null, 9, '{}'),
  -- A role that has expired is not held.
  ('admin', '', null, 9, '{c}')
) as wanted (role, search, before, size, users);
select results_eq(
  $$select roles -> 0 ->> 'reason' from public.list_users('member@pgtap')$$, array['for the workshop'], 'with a reason'
);
select lives_ok(
  $$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', 'permanent')$$, 'replaces the expiry'
);
select lives_ok(
  $$select public.revoke_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', 'no longer')$$, 'revokes a role'
);
select results_eq(
  $$select roles -> 0 ->> 'role' from public.list_users('mentor@pgtap')$$, array['mentor'], 'other users keep their roles'
);
select throws_ok(statement, code, message, message)
from (values
  ($$select public.revoke_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', '')$$, '22023', 'role_not_found'),
  ($$select public.revoke_role('aaaaaaaa-0000-4000-8000-000000000000', 'member', '')$$, '22023', 'member_role_fixed'),
  ($$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'member', '')$$, '22023', 'member_role_fixed'),
  ($$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'admin', '', now())$$, '22023', 'expiry_in_past'),
  ($$select public.grant_role('ffffffff-0000-4000-8000-000000000000', 'admin', '')$$, '22023', 'user_not_found'),
  ($$select public.revoke_role('cccccccc-0000-4000-8000-000000000000', 'admin', '')$$, '22023', 'last_admin'),
  ($$select public.grant_role('cccccccc-0000-4000-8000-000000000000', 'admin', '', now() + interval '1 day')$$, '22023', 'cannot_grant_to_self')
) as refused (statement, code, message);
select throws_ok(
  format('select public.grant_role(%L, %L, %L)', 'aaaaaaaa-0000-4000-8000-000000000000', 'mentor', repeat('x', 201)),
  '23514', null, 'a reason has at most 200 characters'
);
select throws_ok(
  $$select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'owner', '')$$, '22P02', null, 'an unknown role is rejected'
);

-- The search accepts every row of the Auth server and never blocks it
reset role;
insert into auth.users (id, email, created_at) values ('0e0e0e0e-0000-4000-8000-000000000000', null, null);
update auth.users set created_at = '2100-02-01' where id = '0e0e0e0e-0000-4000-8000-000000000000';
select results_eq(
  $$select created_at from private.user_directory where user_id = '0e0e0e0e-0000-4000-8000-000000000000'$$, $$values ('2100-02-01'::timestamptz)$$,
  'a user without an email, with the creation time of the Auth server'
);
alter table private.user_search_terms add constraint broken check (term = '') not valid;
select lives_ok($$insert into auth.users (id, email) values ('0f0f0f0f-0000-4000-8000-000000000000', 'f0@pgtap.example')$$, 'a sign-up succeeds when the search cannot be updated');
alter table private.user_search_terms drop constraint broken;
set local role authenticated;
select is_empty(
  format('select from public.list_users(%1$L, before => %1$L)', 'aaaaaaaa-0000-4000-8000-000000000000'), 'a search by ID has no second page'
);

-- A temporary admin cannot extend their own role or grant a role beyond its expiry
reset role;
insert into public.user_roles (user_id, role, expires_at) values ('bbbbbbbb-0000-4000-8000-000000000000', 'admin', now() + interval '1 hour');
set local role authenticated;
set local request.jwt.claims to '{"sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "bbbbbbbb-0000-4000-8000-000000000000"}';
select throws_ok(format('select public.grant_role(%L, %L, %L, %s)', person, role, '', until), '22023', message, format('%s: %s until %s', message, role, until))
from (values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'admin', 'null', 'cannot_grant_to_self'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', 'null', 'cannot_grant_to_self'),
  ('aaaaaaaa-0000-4000-8000-000000000000', 'admin', 'null', 'expiry_after_own'),
  ('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', $$'infinity'$$, 'expiry_after_own'),
  ('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', $$now() + interval '61 minutes'$$, 'expiry_after_own')
) as refused (person, role, until, message);
select lives_ok(
  $$select public.grant_role('dddddddd-0000-4000-8000-000000000000', 'mentor', '', now() + interval '59 minutes')$$, 'a grant within the own expiry succeeds'
);

-- With two roles that permit it, the one that expires later counts
reset role;
insert into public.role_permissions values ('mentor', 'users.manage');
insert into public.user_roles (user_id, role, expires_at) values ('cccccccc-0000-4000-8000-000000000000', 'mentor', now() + interval '1 hour');
set local role authenticated;
set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select lives_ok($$select public.grant_role('dddddddd-0000-4000-8000-000000000000', 'mentor', '')$$, 'the later expiry of two roles counts');

-- Ending sessions

set local role authenticated;
set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
reset role;
update auth.sessions set ip = '203.0.113.9' where id = 'cccccccc-0000-4000-8000-000000000000';
set local role authenticated;
select is(public.end_user_sessions('aaaaaaaa-0000-4000-8000-000000000000', 'a lost laptop'), 3, 'ends all sessions and returns their number');
set constraints all immediate;
reset role;
select is_empty(
  $$select from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'no session remains'
);
select results_eq(
  $$select type::text, actor_id::text, coalesce(host(ip), '-'), coalesce(reason, '-')
    from public.audit_log as entry left join private.audit_clients on entry_id = entry.id
    where entry.user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and type in ('role.granted', 'role.revoked', 'session.ended')
      and reason !~ 'until' order by entry.id$$,
  $$values
    ('role.granted', 'cccccccc-0000-4000-8000-000000000000', '-', 'mentor: permanent'),
    ('role.revoked', 'cccccccc-0000-4000-8000-000000000000', '-', 'mentor: no longer'),
    ('session.ended', 'cccccccc-0000-4000-8000-000000000000', '203.0.113.9', 'ended by an admin: a lost laptop'),
    ('session.ended', 'cccccccc-0000-4000-8000-000000000000', '203.0.113.9', 'ended by an admin: a lost laptop'),
    ('session.ended', 'cccccccc-0000-4000-8000-000000000000', '203.0.113.9', 'ended by an admin: a lost laptop')$$,
  'the audit log has actor, reason and client of each action'
);

select * from finish();
rollback;
