-- What is written down without anybody asking, that it stays as it is, and who may read it.
begin;
create extension if not exists pgtap with schema extensions;
select plan(79);

-- Grants

select table_privs_are('public', 'audit_log', role, '{}', role || ' is granted nothing on the table')
from unnest(array['anon', 'authenticated', 'service_role']) as role;
select any_column_privs_are('public', 'audit_log', role, '{}', role || ' is granted no column')
from unnest(array['anon', 'authenticated', 'service_role']) as role;
select policies_are('public', 'audit_log', '{}'::name[]);
select function_privs_are('public', name, parameters, role, privileges, format('%s: %s for %s', name, privileges, role))
from (values
  ('record_event', array['audit_type', 'text', 'text'], 'anon', array['EXECUTE']),
  ('record_event', array['audit_type', 'text', 'text'], 'authenticated', array['EXECUTE']),
  ('record_event', array['audit_type', 'text', 'text'], 'service_role', '{}'),
  ('my_activity', array['bigint', 'integer'], 'anon', '{}'),
  ('my_activity', array['bigint', 'integer'], 'authenticated', array['EXECUTE']),
  ('all_activity', array['bigint', 'uuid', 'integer'], 'anon', '{}'),
  ('all_activity', array['bigint', 'uuid', 'integer'], 'authenticated', array['EXECUTE'])
) as expected (name, parameters, role, privileges);

-- Triggers, in the order in which the Auth server writes

truncate public.user_roles;
create function pg_temp.happened(about text, wanted public.audit_type) returns text language sql as $$
  select format('%s %s %s %s %s', coalesce(left(actor_id::text, 1), '-'), coalesce(host(address), '-'),
    coalesce(agent, '-'), result, coalesce(reason, '-'))
  from public.audit_log where user_id = about::uuid and type = wanted order by id desc limit 1
$$;
create temporary view note as select '' as action, '' as actor;
create function pg_temp.write_note() returns trigger language plpgsql as $$
begin
  insert into auth.audit_log_entries (id, payload, ip_address) values (
    gen_random_uuid(),
    json_build_object('action', new.action, 'actor_id', new.actor, 'actor_username', 'a@example.com'),
    '192.0.2.1'
  );
  return new;
end
$$;
create trigger write_note instead of insert on note for each row execute function pg_temp.write_note();

insert into auth.users (id, email, encrypted_password) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@example.com', 'secret-hash'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@example.com', 'secret-hash'),
  ('cccccccc-0000-4000-8000-000000000000', 'c@example.com', 'secret-hash');
insert into public.user_roles (user_id, role) values ('cccccccc-0000-4000-8000-000000000000', 'admin');
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'user.signed_up'), '- - - ok -', 'a sign-up');
select is(pg_temp.happened('cccccccc-0000-4000-8000-000000000000', 'role.given'), '- - - ok admin', 'a role, given by hand');

update auth.users set email_confirmed_at = now() where id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into note values ('login', 'aaaaaaaa-0000-4000-8000-000000000000');
insert into auth.sessions (id, user_id, ip, user_agent) values
  ('11111111-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000', '2001:db8::1', repeat('x', 400)),
  ('22222222-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000', '198.51.100.7', 'a browser'),
  ('33333333-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000', null, null),
  ('44444444-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000', '198.51.100.8', 'another');
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'user.confirmed'), 'a 192.0.2.1 - ok -', 'a confirmed address');
select results_eq(
  $$select host(address), left(agent, 300) from public.audit_log where type = 'session.started' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000' order by session_id$$,
  $$values ('2001:db8::1', repeat('x', 300)), ('198.51.100.7', 'a browser'), ('192.0.2.1', null)$$,
  'a login keeps the session''s own address and browser'
);

insert into note values ('logout', 'aaaaaaaa-0000-4000-8000-000000000000');
delete from auth.sessions where id = '11111111-0000-4000-8000-000000000000';
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'session.ended'), 'a 192.0.2.1 - ok signed out', 'a sign-out');

update auth.users set encrypted_password = 'another' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
delete from auth.sessions where id = '22222222-0000-4000-8000-000000000000';
insert into note values ('user_updated_password', 'aaaaaaaa-0000-4000-8000-000000000000');
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'user.password_changed'), 'a 192.0.2.1 - ok -', 'a new password, noted after the fact');
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'session.ended'), 'a 192.0.2.1 - ok password changed', 'and the session it ended');

update auth.users set email = 'a2@example.com', banned_until = now() + interval '1 day' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
update auth.users set banned_until = null where id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into auth.identities (id, user_id, provider, provider_id) values
  (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'email', 'a');
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'identity.linked'), null, 'the first identity is part of the sign-up');
insert into auth.identities (id, user_id, provider, provider_id) values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'github', 'a');
delete from auth.identities where provider = 'github' and provider_id = 'a';
insert into note values
  ('user_recovery_requested', 'aaaaaaaa-0000-4000-8000-000000000000'), ('factor_in_progress', 'aaaaaaaa-0000-4000-8000-000000000000'), ('mfa_code_login', 'aaaaaaaa-0000-4000-8000-000000000000'), ('factor_unenrolled', 'aaaaaaaa-0000-4000-8000-000000000000'),
  ('user_invited', 'bbbbbbbb-0000-4000-8000-000000000000'), ('something_else', 'aaaaaaaa-0000-4000-8000-000000000000');
set constraints all immediate;
set constraints all deferred;
select isnt(pg_temp.happened(about, type::public.audit_type), null, type)
from (values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'user.email_changed'), ('aaaaaaaa-0000-4000-8000-000000000000', 'user.banned'), ('aaaaaaaa-0000-4000-8000-000000000000', 'user.unbanned'), ('aaaaaaaa-0000-4000-8000-000000000000', 'identity.linked'),
  ('aaaaaaaa-0000-4000-8000-000000000000', 'identity.unlinked'), ('aaaaaaaa-0000-4000-8000-000000000000', 'user.reset_requested'), ('aaaaaaaa-0000-4000-8000-000000000000', 'mfa.started'), ('aaaaaaaa-0000-4000-8000-000000000000', 'mfa.passed'),
  ('aaaaaaaa-0000-4000-8000-000000000000', 'mfa.removed'), ('bbbbbbbb-0000-4000-8000-000000000000', 'user.invited')
) as event (about, type);

select lives_ok(
  format('insert into auth.audit_log_entries (id, payload, ip_address) values (gen_random_uuid(), %L, %L)', payload, address),
  'an odd note breaks nothing: ' || coalesce(payload, 'null')
)
from (values
  (null, ''), ('{}', 'no address'), ('[]', '192.0.2.1, 192.0.2.2'), ('"text"', '999.0.0.1'),
  ('{"action": "logout", "actor_id": "nobody"}', ''), ('{"action": 7, "actor_id": null}', '')
) as odd (payload, address);
alter table public.audit_log add constraint broken check (type <> 'session.started') not valid;
select lives_ok(
  $$insert into auth.sessions (id, user_id) values (gen_random_uuid(), 'bbbbbbbb-0000-4000-8000-000000000000'); set constraints all immediate$$,
  'a login works even when it cannot be written down'
);
alter table public.audit_log drop constraint broken;
set constraints all deferred;

-- The account goes, what happened stays

update public.user_roles set reason = 'so as to have one' where user_id = 'cccccccc-0000-4000-8000-000000000000';
insert into note values ('user_deleted', 'cccccccc-0000-4000-8000-000000000000');
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
set constraints all immediate;
set constraints all deferred;
select is(pg_temp.happened('bbbbbbbb-0000-4000-8000-000000000000', 'user.deleted'), 'c 192.0.2.1 - ok -', 'a deleted account');
select is(pg_temp.happened('bbbbbbbb-0000-4000-8000-000000000000', 'session.ended'), 'c 192.0.2.1 - ok account deleted', 'its session');
select is(pg_temp.happened('bbbbbbbb-0000-4000-8000-000000000000', 'role.taken'), null, 'its role goes without words');
select isnt(pg_temp.happened('bbbbbbbb-0000-4000-8000-000000000000', 'user.signed_up'), null, 'its sign-up is still there');
select is_empty(
  $$select from public.audit_log as entry where entry::text ~ '@example\.com|secret-hash|another"?\)'$$,
  'no address, no password'
);

-- Append-only, for the owner too

select throws_ok(statement, '42501', 'the audit log is append-only', statement)
from unnest(array[
  $$update public.audit_log set reason = 'nothing happened'$$, 'delete from public.audit_log', 'truncate public.audit_log'
]) as statement;

-- What the application reports, in transactions of its own

set local app.audit_actor to '';
set local app.audit_address to '';

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
set local request.headers to '{"x-forwarded-for": "203.0.113.9, 10.0.0.1", "user-agent": "a reported browser"}';
select lives_ok($$select public.record_event('login.failed', 'invalid_credentials', ' A2@example.com ')$$, 'a failed login');
select lives_ok($$select public.record_event('login.failed', 'invalid_credentials', 'nobody@example.com')$$, 'of nobody');
select throws_ok(format('select public.record_event(%L, %L, %L)', type, reason, 'a2@example.com'), '22023', null, type || ', ' || reason)
from (values
  ('session.started', 'invalid_credentials'), ('role.given', 'admin'), ('user.deleted', ''), ('login.failed', 'free text'),
  ('login.failed', ''), ('access.denied', 'users.manage'), ('login.throttled', '<script>')
) as forged (type, reason);
select throws_ok($$select public.record_event('nothing', 'x')$$, '22P02', null, 'an unknown type');
select throws_ok('select id from public.audit_log', '42501', null, 'anon reads nothing');
select throws_ok('select id from public.my_activity()', '42501', null, 'anon has no activity');
select throws_ok('select id from public.all_activity()', '42501', null, 'anon does not read all');
reset role;
select is(pg_temp.happened('aaaaaaaa-0000-4000-8000-000000000000', 'login.failed'), '- 203.0.113.9 a reported browser refused invalid_credentials', 'where and who, by look-up');
select results_eq(
  $$select host(address) from public.audit_log where type = 'login.failed' and user_id is null$$,
  array['203.0.113.9'], 'an unknown address is not kept'
);

set local role anon;
do $$ begin for i in 1..60 loop
  perform public.record_event('login.failed', 'invalid_credentials', 'a2@example.com');
end loop; end $$;
reset role;
select is(count(*), 20::bigint, 'one account fills no more than twenty lines in ten minutes')
from public.audit_log where type = 'login.failed' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role anon;
do $$ begin for i in 1..300 loop
  perform public.record_event('login.failed', 'invalid_credentials', i || '@example.com');
end loop; end $$;
reset role;
select is(count(*), 100::bigint, 'one address no more than a hundred') from public.audit_log where type = 'login.failed';
insert into auth.users (id, email) select gen_random_uuid(), i || '@known.example' from generate_series(0, 9) as i;
set local role anon;
do $$ begin for i in 1..500 loop
  perform set_config('request.headers', format('{"x-forwarded-for": "10.0.0.%s"}', i % 250), true),
    public.record_event('login.failed', 'invalid_credentials', i % 11 || '@known.example');
end loop; end $$;
reset role;
select is(count(*), 300::bigint, 'all of them together no more than three hundred')
from public.audit_log where type = 'login.failed';

-- Who reads what

set local request.headers to '{"x-forwarded-for": "203.0.113.10", "user-agent": "the browser of C"}';
set local role authenticated;
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "33333333-0000-4000-8000-000000000000"}';
select lives_ok($$select public.record_event('access.denied', 'users.manage', 'c@example.com')$$, 'a denied access');
select throws_ok($$select public.record_event('access.denied', 'no such permission')$$, '22023', null, 'of something unknown');
select results_eq(
  'select type::text, by_me, this_session, address, agent, result, reason from public.my_activity(size => 1)',
  $$values ('access.denied', true, true, '203.0.113.10', 'the browser of C', 'refused', 'users.manage')$$,
  'it is the token''s own user''s, whatever the caller says'
);
select cmp_ok(count(*), '>', 25::bigint, 'A reads the own activity') from public.my_activity(size => 1000);
select is(count(*), 25::bigint, 'in pages') from public.my_activity();
select results_eq(
  'select id from public.my_activity(before => (select min(id) from public.my_activity(size => 3)), size => 2)',
  'select id from public.my_activity(size => 5) offset 3', 'the next page goes on where the last ended'
);
select throws_ok('select id from public.all_activity()', '42501', 'permission denied', 'a member does not read all');
select throws_ok('select id from public.audit_log', '42501', null, 'nor the table');
select throws_ok($$insert into public.audit_log (type) values ('user.deleted')$$, '42501', null, 'nor writes it');
select throws_ok('update public.audit_log set reason = null', '42501', null, 'nor changes it');
select throws_ok('truncate public.audit_log', '42501', null, 'nor empties it');

set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000"}';
select public.give_role('aaaaaaaa-0000-4000-8000-000000000000', 'mentor', 'knows a lot', now() + interval '1 day');
select results_eq(
  'select type::text, user_email, actor_email, address, agent, left(reason, 17), right(reason, 17) from public.all_activity(size => 1)',
  $$values ('role.given', 'a2@example.com', 'c@example.com', '203.0.113.10', 'the browser of C', 'mentor until ' || to_char(now() + interval '1 day', 'YYYY'), ' UTC: knows a lot')$$,
  'an admin reads all, with who did it'
);
select is_empty($$select from public.all_activity(about => 'aaaaaaaa-0000-4000-8000-000000000000') where user_id <> 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'or of one person');

set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000"}';
select results_eq(
  'select type::text, by_me, address, agent from public.my_activity(size => 1)',
  $$values ('role.given', false, null, null)$$, 'what an admin did is told, not from where'
);

select * from finish();
rollback;
