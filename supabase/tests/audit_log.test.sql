-- Who can read the audit log, and that its entries never change.
begin;
create extension if not exists pgtap with schema extensions;
select plan(48);

-- Starts from an empty log; the rollback restores the entries.
create function pg_temp.switch_triggers(how text) returns void language plpgsql as $$
declare
  part regclass;
begin
  for part in
    select 'public.audit_log' union all select inhrelid::regclass from pg_inherits where inhparent = 'public.audit_log'::regclass
  loop
    execute format('alter table only %s %s trigger user', part, how);
  end loop;
end
$$;
select pg_temp.switch_triggers('disable');
truncate public.audit_log;
select pg_temp.switch_triggers('enable');
delete from private.audit_clients;

-- Grants

select table_privs_are('public', 'audit_log', role, '{}', role || ' is granted nothing on the table')
from unnest(array['anon', 'authenticated', 'service_role']) as role;
select any_column_privs_are('public', 'audit_log', role, '{}', role || ' is granted nothing on a column')
from unnest(array['anon', 'authenticated', 'service_role']) as role;
select policies_are('public', 'audit_log', '{}'::name[]);
select function_privs_are('public', name, parameters, role, privileges, format('%s: %s for %s', name, privileges, role))
from (values
  ('record_event', array['text', 'text'], 'anon', array['EXECUTE']),
  ('record_event', array['text', 'text'], 'authenticated', array['EXECUTE']),
  ('record_event', array['text', 'text'], 'service_role', '{}'),
  ('my_activity', array['bigint', 'integer'], 'anon', '{}'),
  ('my_activity', array['bigint', 'integer'], 'authenticated', array['EXECUTE']),
  ('all_activity', array['bigint', 'uuid', 'integer', 'audit_type'], 'anon', '{}'),
  ('all_activity', array['bigint', 'uuid', 'integer', 'audit_type'], 'authenticated', array['EXECUTE'])
) as expected (name, parameters, role, privileges);

create function pg_temp.user_id(letter text) returns uuid language sql as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.end_transaction() returns void language plpgsql as $$
begin
  set constraints all immediate;
  set constraints all deferred;
  perform set_config('app.audit_' || name, '', true) from unnest(array['actor', 'ip', 'user_agent', 'cause']) as name;
end
$$;
insert into auth.users (id, email, deleted_at) values
  (pg_temp.user_id('a'), 'a2@pgtap.example', null), (pg_temp.user_id('c'), 'c@pgtap.example', null), (pg_temp.user_id('7'), null, now());
insert into public.user_roles (user_id, role) values (pg_temp.user_id('c'), 'admin');
insert into auth.sessions (id, user_id) values
  ('33333333-0000-4000-8000-000000000000', pg_temp.user_id('a')), (gen_random_uuid(), pg_temp.user_id('a')),
  (gen_random_uuid(), pg_temp.user_id('a')), (pg_temp.user_id('c'), pg_temp.user_id('c'));
select pg_temp.end_transaction();
select private.write_audit('login.failed', pg_temp.user_id('a'), ip => address::inet, user_agent => 'a reported browser', result => 'failed')
from (
  select 1 as place, '203.0.113.9' as address from generate_series(1, 25)
  union all values (2, '198.51.100.77'), (3, '2001:db8:1:2::3'), (4, null) order by place
) as attempt;

-- Append-only, even for the owner

select throws_ok(statement, '42501', 'the audit log is append-only', statement)
from unnest(array[
  $$update public.audit_log set reason = 'nothing happened'$$, 'delete from public.audit_log', 'truncate public.audit_log'
]) as statement;

select throws_ok(statement, '23514', null, statement)
from unnest(array[
  $$insert into public.audit_log (type, reason) values ('login.failed', repeat('x', 301))$$,
  $$insert into public.audit_log (type, result) values ('login.failed', 'perhaps')$$,
  $$insert into private.audit_clients (entry_id, created_at, user_agent) values (0, now(), repeat('x', 301))$$
]) as statement;

-- Reading

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select id from public.audit_log', '42501', null, 'anon cannot read the log');
select throws_ok('select id from public.my_activity()', '42501', null, 'anon cannot call my_activity()');
select throws_ok('select id from public.all_activity()', '42501', null, 'anon cannot call all_activity()');
reset role;
update auth.sessions set ip = '203.0.113.10', user_agent = 'the browser of C' where id = pg_temp.user_id('c');
set local role authenticated;
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "33333333-0000-4000-8000-000000000000"}';
select results_eq(
  $$select is_own_action, ip, user_agent from public.my_activity(size => 1) where type = 'login.failed'$$,
  $$values (false, null::text, 'a reported browser')$$, 'a failed sign-in without an IP address'
);
select results_eq(
  $$select distinct ip from public.my_activity(size => 4) where type = 'login.failed' and ip is not null order by 1$$,
  $$values ('198.51.100.77'), ('2001:db8:1:2::3'), ('203.0.113.9')$$, 'failed sign-ins with their IP addresses'
);
select cmp_ok(count(*), '>', 25::bigint, 'A reads their activity') from public.my_activity(size => 1000);
select is(count(*), 25::bigint, 'the default page has 25 entries') from public.my_activity();
select results_eq(
  'select id from public.my_activity(before => (select min(id) from public.my_activity(size => 3)), size => 2)',
  'select id from public.my_activity(size => 5) offset 3', 'the next page starts after the last entry'
);
reset role;
create temporary table entry_of_c as select max(id) as id from public.audit_log where user_id = pg_temp.user_id('c');
grant select on entry_of_c to authenticated;
set local role authenticated;
select is_empty('select id from public.my_activity(before => (select id from entry_of_c))', 'another user''s entry is no valid cursor');
select throws_ok('select id from public.all_activity()', '42501', 'permission denied', 'a member cannot call all_activity()');
select throws_ok('select id from public.audit_log', '42501', null, 'a member cannot read the table');
select throws_ok($$insert into public.audit_log (type) values ('user.deleted')$$, '42501', null, 'a member cannot insert entries');
select throws_ok('update public.audit_log set reason = null', '42501', null, 'a member cannot update entries');
select throws_ok('truncate public.audit_log', '42501', null, 'a member cannot truncate the table');

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select public.grant_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', 'knows a lot', now() + interval '1 day');
select results_eq(
  'select type::text, user_email, actor_email, ip, user_agent, left(reason, 17), right(reason, 17) from public.all_activity(size => 1)',
  $$values ('role.granted', 'a2@pgtap.example', 'c@pgtap.example', '203.0.113.10', 'the browser of C', 'mentor until ' || to_char(now() + interval '1 day', 'YYYY'), ' UTC: knows a lot')$$,
  'an admin reads all activity with its actors'
);
select results_eq(
  $$select count(*), count(distinct user_id), min(left(user_id::text, 1)) from public.all_activity(for_user => 'aaaaaaaa-0000-4000-8000-000000000000')$$,
  $$values (25::bigint, 1::bigint, 'a')$$, 'an admin filters by user'
);
reset role;
create temporary table mark as select max(id) - 3 as id from public.audit_log;
select results_eq(
  $$select id from public.all_activity(before => (select id from mark), size => 2)$$,
  $$select id from public.audit_log where id < (select id from mark) order by id desc limit 2$$, 'all activity in pages'
);
update mark set id = (select id from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' order by id desc limit 1 offset 3);
select results_eq(
  $$select id from public.all_activity(before => (select id from mark), for_user => 'aaaaaaaa-0000-4000-8000-000000000000', size => 2)$$,
  $$select id from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and id < (select id from mark) order by id desc limit 2$$,
  'activity of one user in pages'
);
select results_eq(
  $$select id from public.all_activity(before => (select id from mark), of_type => 'session.started', size => 2)$$,
  $$select id from public.audit_log where type = 'session.started' and id < (select id from mark) order by id desc limit 2$$,
  'activity of one type in pages'
);
select results_eq(
  $$select id from public.all_activity(for_user => 'aaaaaaaa-0000-4000-8000-000000000000', of_type => 'session.started')$$,
  $$select id from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and type = 'session.started' order by id desc$$,
  'activity of one user of one type'
);
set local role authenticated;

set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "33333333-0000-4000-8000-000000000000"}';
select results_eq(
  $$select type::text, is_own_action, ip, user_agent, reason ~ '^mentor until [^:]+:\d\d UTC$' from public.my_activity(size => 3) where type = 'role.granted'$$,
  $$values ('role.granted', false, null::text, null::text, true)$$, 'the client and reason of an admin''s action are hidden'
);
select throws_ok('select id from public.all_activity()', '42501', 'permission denied', 'a mentor cannot call all_activity()');
select is((select count(*) from public.my_activity(size => 2) where type = 'activity.read'), 1::bigint, 'reading by an admin is visible to the user');
reset role;
select pg_temp.end_transaction();
delete from auth.sessions where id = '33333333-0000-4000-8000-000000000000';
set local role authenticated;
select is_empty('select id from public.my_activity()', 'an ended session reads nothing');

-- Reading by admins is recorded once in ten minutes for each user

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
do $$ begin
  perform * from public.list_users(), generate_series(1, 3);
  perform public.list_users('c');
  perform public.get_user('aaaaaaaa-0000-4000-8000-000000000000');
  perform public.get_user('cccccccc-0000-4000-8000-000000000000');
  perform public.all_activity(for_user => 'cccccccc-0000-4000-8000-000000000000');
end $$;
reset role;
select results_eq(
  $$select type::text, left(user_id::text, 1), left(actor_id::text, 1) from public.audit_log where type in ('users.listed', 'user.viewed', 'activity.read') order by id$$,
  $$values ('activity.read', null, 'c'), ('activity.read', 'a', 'c'), ('users.listed', null, 'c'), ('user.viewed', 'a', 'c'), ('user.viewed', 'c', 'c'), ('activity.read', 'c', 'c')$$,
  'listing users, viewing a user and reading activity are recorded'
);
set local role authenticated;
select is((select email from public.get_user('aaaaaaaa-0000-4000-8000-000000000000')), 'a2@pgtap.example', 'a user by ID');
select is_empty($$select from public.get_user('99999999-0000-4000-8000-000000000000')$$, 'an unknown user is not found');

-- No client data is stored for deleted users or taken from other sessions

reset role;
select pg_temp.end_transaction();
set local request.jwt.claims to '';
select private.write_audit('login.failed', pg_temp.user_id('b'), 'deleted', ip => '203.0.113.9');
select private.write_audit('login.failed', pg_temp.user_id('7'), 'deleted in name', ip => '203.0.113.9');
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select private.write_audit('login.failed', pg_temp.user_id('a'), 'the session of C');
set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "99999999-0000-4000-8000-000000000000"}';
select private.write_audit('login.failed', pg_temp.user_id('c'), 'a session that is over');
select results_eq(
  $$select reason, host(ip), user_agent from public.audit_log as entry left join private.audit_clients on entry_id = entry.id order by entry.id desc limit 4$$,
  $$values ('a session that is over', null::text, null::text), ('the session of C', null, null), ('deleted in name', null, null), ('deleted', null, null)$$,
  'without client data'
);

select * from finish();
rollback;
