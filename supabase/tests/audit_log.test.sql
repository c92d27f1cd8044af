-- What the audit log records, that entries never change, and who can read them.
begin;
create extension if not exists pgtap with schema extensions;
select plan(146);

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

-- Triggers, in the order in which the Auth server writes. end_transaction() separates its transactions.

create function pg_temp.end_transaction() returns void language plpgsql as $$
begin
  set constraints all immediate;
  set constraints all deferred;
  perform set_config('app.audit_' || name, '', true) from unnest(array['actor', 'ip', 'user_agent', 'cause']) as name;
end
$$;
create function pg_temp.user_id(letter text) returns uuid language sql as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.write_auth_entry(action text, actor text, traits jsonb default null, address text default '') returns void language sql as $$
  insert into auth.audit_log_entries (id, payload, ip_address) values (
    gen_random_uuid(),
    json_build_object(
      'action', action, 'actor_username', 'a@pgtap.example', 'traits', traits,
      'actor_id', coalesce(pg_temp.user_id(actor), '00000000-0000-0000-0000-000000000000')
    ),
    address
  )
$$;
create function pg_temp.last_entry(letter text, wanted public.audit_type) returns text language sql as $$
  select format('%s %s %s %s %s', coalesce(left(actor_id::text, 1), '-'), coalesce(host(ip), '-'),
    coalesce(user_agent, '-'), result, coalesce(reason, '-'))
  from public.audit_log as entry left join private.audit_clients on entry_id = entry.id
  where entry.user_id = pg_temp.user_id(letter) and type = wanted order by entry.id desc limit 1
$$;
create function pg_temp.entry_types(letter text) returns text language sql as $$
  select string_agg(type::text, ' ' order by id) from public.audit_log where user_id = pg_temp.user_id(letter)
$$;

insert into auth.users (id, email, encrypted_password) values
  (pg_temp.user_id('a'), 'a@pgtap.example', 'secret-hash'),
  (pg_temp.user_id('b'), 'b@pgtap.example', 'secret-hash'),
  (pg_temp.user_id('c'), 'c@pgtap.example', 'secret-hash');
insert into public.user_roles (user_id, role) values (pg_temp.user_id('c'), 'admin');
insert into auth.sessions (id, user_id) values (pg_temp.user_id('c'), pg_temp.user_id('c'));
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'user.signed_up'), '- - - ok -', 'a sign-up');
select is(pg_temp.last_entry('c', 'role.granted'), '- - - ok admin', 'a role granted in SQL');

-- The Auth server writes its own entry first, without an IP address: the session has it.
update auth.users set email_confirmed_at = now() where id = pg_temp.user_id('a');
select pg_temp.write_auth_entry('login', 'a');
insert into auth.sessions (id, user_id, ip, user_agent) values
  ('11111111-0000-4000-8000-000000000000', pg_temp.user_id('a'), '2001:db8::1', repeat('x', 400));
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'user.confirmed'), 'a 2001:db8::1 ' || repeat('x', 300) || ' ok -', 'a confirmed email, with the client of its session');
insert into auth.sessions (id, user_id, ip, user_agent) values
  ('22222222-0000-4000-8000-000000000000', pg_temp.user_id('a'), '198.51.100.7', 'a browser'),
  ('44444444-0000-4000-8000-000000000000', pg_temp.user_id('b'), '198.51.100.8', 'another');
insert into auth.sessions (id, user_id) values ('33333333-0000-4000-8000-000000000000', pg_temp.user_id('a'));
select pg_temp.end_transaction();
select results_eq(
  $$select host(ip), user_agent from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where type = 'session.started' and entry.user_id = pg_temp.user_id('a') order by session_id limit 2$$,
  $$values ('2001:db8::1', repeat('x', 300)), ('198.51.100.7', 'a browser')$$,
  'a sign-in has the IP address and user agent of its session'
);

select pg_temp.write_auth_entry('logout', 'a');
delete from auth.sessions where id = '11111111-0000-4000-8000-000000000000';
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'session.ended'), 'a - - ok signed out', 'a sign-out');
delete from auth.sessions where id = '44444444-0000-4000-8000-000000000000';
select pg_temp.end_transaction();
select is(pg_temp.last_entry('b', 'session.ended'), '- - - ok -', 'an ended session without an entry of the Auth server');

update auth.users set encrypted_password = 'another' where id = pg_temp.user_id('a');
delete from auth.sessions where id = '22222222-0000-4000-8000-000000000000';
select pg_temp.write_auth_entry('user_updated_password', 'a');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'user.password_changed'), 'a - - ok -', 'a new password, whose Auth entry follows the change');
select is(pg_temp.last_entry('a', 'session.ended'), 'a - - ok password changed', 'a session ended by a new password');
update auth.users set encrypted_password = 'yet another' where id = pg_temp.user_id('a');
select pg_temp.write_auth_entry('user_modified', null, jsonb_build_object('user_id', pg_temp.user_id('a')));
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'user.password_changed'), '0 - - ok -', 'a password set with the secret key has the nil UUID as actor');
update auth.users set encrypted_password = null where id = pg_temp.user_id('a');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'user.password_changed'), '- - - ok removed', 'a removed password');

update auth.users set email = 'a2@pgtap.example', banned_until = now() + interval '1 day' where id = pg_temp.user_id('a');
update auth.users set banned_until = null, recovery_sent_at = now() where id = pg_temp.user_id('a');
insert into auth.identities (id, user_id, provider, provider_id, identity_data) values
  (gen_random_uuid(), pg_temp.user_id('b'), 'email', 'pgtap-b', '{}'),
  (gen_random_uuid(), pg_temp.user_id('a'), 'email', 'pgtap-a', '{}');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'identity.linked'), null, 'the first identity is part of the sign-up');
insert into auth.identities (id, user_id, provider, provider_id, identity_data) values
  (gen_random_uuid(), pg_temp.user_id('a'), 'github', 'pgtap-a', '{}');
delete from auth.identities where provider = 'github' and provider_id = 'pgtap-a';
select pg_temp.write_auth_entry('factor_in_progress', 'a', '{"factor_type": "totp"}', '192.0.2.1'), pg_temp.write_auth_entry('verification_attempted', 'a', null, '192.0.2.1'),
  pg_temp.write_auth_entry('factor_unenrolled', 'a', null, '192.0.2.1'), pg_temp.write_auth_entry('something_else', 'a');
select pg_temp.end_transaction();
select isnt(pg_temp.last_entry('a', type::public.audit_type), null, type)
from unnest(array['user.email_changed', 'user.banned', 'user.unbanned', 'user.recovery_requested', 'identity.linked', 'identity.unlinked']) as type;
select is(pg_temp.last_entry('a', type::public.audit_type), 'a 192.0.2.1 - ok -', type)
from unnest(array['mfa.enrollment_started', 'mfa.verified', 'mfa.unenrolled']) as type;
select pg_temp.write_auth_entry('factor_deleted', 'a', jsonb_build_object('user_id', pg_temp.user_id('a')), '192.0.2.9');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('a', 'mfa.unenrolled'), '0 192.0.2.9 - ok -', 'a factor removed by an administrator has the nil UUID as actor');

set local role authenticated;
select set_config('request.jwt.claims', json_build_object('sub', pg_temp.user_id('a'), 'session_id', '33333333-0000-4000-8000-000000000000')::text, true);
select results_eq(
  'select type::text, is_own_action, ip from public.my_activity(size => 1)', $$values ('mfa.unenrolled', false, null)$$,
  'and its client is hidden from the user'
);
reset role;
set local request.jwt.claims to '';

-- Invited with the secret key, without a password; the Auth server generates one on acceptance
select pg_temp.write_auth_entry('user_invited', null, jsonb_build_object('user_id', pg_temp.user_id('d')));
insert into auth.users (id, email, encrypted_password) values (pg_temp.user_id('d'), 'd@pgtap.example', '');
update auth.users set invited_at = now() where id = pg_temp.user_id('d');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('d', 'user.invited'), '0 - - ok -', 'an invitation concerns the invited user');
update auth.users set encrypted_password = 'made up' where id = pg_temp.user_id('d');
update auth.users set email_confirmed_at = now() where id = pg_temp.user_id('d');
select pg_temp.end_transaction();
select is(pg_temp.entry_types('d'), 'user.signed_up user.invited user.confirmed', 'a generated password is not recorded');
update auth.users set encrypted_password = 'chosen' where id = pg_temp.user_id('d');
select pg_temp.end_transaction();
select isnt(pg_temp.last_entry('d', 'user.password_changed'), null, 'the first chosen password is recorded');

-- First sign-in with a provider: an empty password becomes null
insert into auth.users (id, email, encrypted_password) values (pg_temp.user_id('e'), 'e@pgtap.example', '');
update auth.users set encrypted_password = null where id = pg_temp.user_id('e');
update auth.users set email_confirmed_at = now() where id = pg_temp.user_id('e');
select pg_temp.end_transaction();
select is(pg_temp.entry_types('e'), 'user.signed_up user.confirmed', 'from an empty password to null is no change');

-- Soft deletion: the row stays
insert into auth.sessions (id, user_id) values ('55555555-0000-4000-8000-000000000000', pg_temp.user_id('e'));
update auth.users set encrypted_password = 'a password' where id = pg_temp.user_id('e');
select pg_temp.end_transaction();
select pg_temp.write_auth_entry('user_deleted', null, jsonb_build_object('user_id', pg_temp.user_id('e')));
update auth.users set email = 'unreadable', encrypted_password = null, deleted_at = now() where id = pg_temp.user_id('e');
update auth.users set raw_user_meta_data = '{}' where id = pg_temp.user_id('e');
delete from auth.sessions where user_id = pg_temp.user_id('e');
select pg_temp.end_transaction();
select is(pg_temp.entry_types('e'), 'user.signed_up user.confirmed session.started user.password_changed user.deleted session.ended', 'a soft deletion is recorded');
select is(pg_temp.last_entry('e', 'session.ended'), '0 - - ok account deleted', 'a session ended by soft deletion');

select lives_ok(
  format('insert into auth.audit_log_entries (id, payload, ip_address) values (gen_random_uuid(), %L, %L)', payload, address),
  'a malformed Auth entry is accepted: ' || coalesce(payload, 'null')
)
from (values
  (null, ''), ('{}', 'no address'), ('[]', '192.0.2.1, 192.0.2.2'), ('"text"', '999.0.0.1'),
  ('{"action": "logout", "actor_id": "unknown"}', ''), ('{"action": 7, "actor_id": null}', ''),
  ('{"action": "factor_deleted", "actor_id": "unknown", "traits": 7}', '')
) as odd (payload, address);
alter table private.pending_audit add constraint broken check (id < 0) not valid;
select lives_ok(statement, 'a failing queue does not block: ' || statement)
from unnest(array[
  $$insert into auth.users (id, email, encrypted_password) values (pg_temp.user_id('6'), '6@pgtap.example', 'secret-hash')$$,
  $$update auth.users set encrypted_password = 'another' where id = pg_temp.user_id('6')$$,
  $$insert into auth.sessions (id, user_id) values (pg_temp.user_id('6'), pg_temp.user_id('6'))$$,
  $$insert into auth.identities (id, user_id, provider, provider_id, identity_data)
    select gen_random_uuid(), pg_temp.user_id('6'), provider, 'pgtap-6', '{}' from unnest(array['email', 'github']) as provider$$,
  $$delete from auth.identities where provider_id = 'pgtap-6'$$,
  $$select pg_temp.write_auth_entry('factor_in_progress', '6')$$,
  $$delete from auth.users where id = pg_temp.user_id('6')$$
]) as statement;
alter table private.pending_audit drop constraint broken;
alter table public.audit_log add constraint broken check (type <> 'session.started') not valid;
select lives_ok(
  $$insert into auth.sessions (id, user_id) values (gen_random_uuid(), pg_temp.user_id('b')); set constraints all immediate$$,
  'a sign-in succeeds when its entry cannot be written'
);
alter table public.audit_log drop constraint broken;
select pg_temp.end_transaction();
select is_empty('select from private.pending_audit', 'the queue is empty');

-- Migrations of the Auth server

select is_empty(
  $$select tgname from pg_trigger as trigger
    join pg_class as class on class.oid = tgrelid join pg_proc as function on function.oid = tgfoid
    where relnamespace = 'auth'::regnamespace and pronamespace <> 'pg_catalog'::regnamespace
      and (tgdeferrable or tgqual is not null or tgattr <> '')$$,
  'no trigger on an Auth table is deferred or names a column'
);

-- Only changes are recorded

insert into auth.users (id, email, encrypted_password, invited_at, recovery_sent_at, email_confirmed_at) values
  (pg_temp.user_id('7'), '7@pgtap.example', 'secret-hash', now(), now(), now());
update auth.users set last_sign_in_at = now() where id = pg_temp.user_id('7');
select pg_temp.end_transaction();
select is(pg_temp.entry_types('7'), 'user.signed_up user.invited', 'an unrelated change is not recorded');
update auth.users set banned_until = now() + interval '1 day' where id = pg_temp.user_id('7');
update auth.users set banned_until = now() + interval '2 days', last_sign_in_at = null where id = pg_temp.user_id('7');
update auth.users set banned_until = now() where id = pg_temp.user_id('7');
update auth.users set banned_until = null where id = pg_temp.user_id('7');
insert into public.user_roles (user_id, role, reason) values (pg_temp.user_id('7'), 'mentor', 'knows a lot');
update public.user_roles set granted_by = pg_temp.user_id('c') where user_id = pg_temp.user_id('7');
select pg_temp.end_transaction();
select is(pg_temp.entry_types('7'), 'user.signed_up user.invited role.granted user.banned user.unbanned', 'a changed ban and an unchanged role are recorded once');

-- Chosen passwords: without an invitation, and after an accepted one
insert into auth.users (id, email, encrypted_password, invited_at, email_confirmed_at) values
  (pg_temp.user_id('8'), '8@pgtap.example', '', null, null), (pg_temp.user_id('5'), '5@pgtap.example', '', now(), now()),
  (pg_temp.user_id('0'), '0@pgtap.example', '', now(), null), (pg_temp.user_id('4'), '4@pgtap.example', '', now(), null);
update auth.users set encrypted_password = 'made up' where id = pg_temp.user_id('4');
update auth.users set encrypted_password = 'chosen' where id = pg_temp.user_id('4');
update auth.users set encrypted_password = 'made up' where id = pg_temp.user_id('0');
update auth.users set encrypted_password = 'chosen' where id in (pg_temp.user_id('8'), pg_temp.user_id('5'));
select pg_temp.end_transaction();
select is(pg_temp.entry_types(letter), types, 'a chosen password: ' || types)
from (values ('8', 'user.signed_up user.password_changed'), ('5', 'user.signed_up user.invited user.password_changed'),
  ('4', 'user.signed_up user.invited user.password_changed')) as person (letter, types);
select results_eq(
  'select user_id from private.generated_passwords where user_id in (select pg_temp.user_id(letter) from unnest(array[''0'', ''4'', ''5'', ''8'']) as letter)',
  array[pg_temp.user_id('0')], 'a generated password stays marked as generated'
);
delete from auth.users where id = pg_temp.user_id('e');
select pg_temp.end_transaction();
select is(
  (select count(*) from public.audit_log where user_id = pg_temp.user_id('e') and type = 'user.deleted'), 1::bigint, 'a soft-deleted user is recorded as deleted once'
);

-- Entries outlive the account

update public.user_roles set reason = 'so as to have one' where user_id = pg_temp.user_id('c');
insert into auth.sessions (id, user_id) values ('44444444-0000-4000-8000-000000000000', pg_temp.user_id('b'));
select pg_temp.end_transaction();
select pg_temp.write_auth_entry('user_deleted', 'c');
delete from auth.users where id = pg_temp.user_id('b');
select pg_temp.end_transaction();
select is(pg_temp.last_entry('b', 'user.deleted'), 'c - - ok -', 'a deleted account');
select is(pg_temp.last_entry('b', 'session.ended'), 'c - - ok account deleted', 'a session ended by deletion');
select is(pg_temp.last_entry('b', 'role.revoked'), null, 'its roles are not recorded as revoked');
select is(pg_temp.last_entry('b', 'identity.unlinked'), null, 'its identities are not recorded as unlinked');
select isnt(pg_temp.last_entry('b', 'user.signed_up'), null, 'its earlier entries remain');
select is_empty(
  $$select from public.audit_log as entry where entry::text ~ '@pgtap\.example|secret-hash|another"?\)|made up|chosen'
      and user_id in (select pg_temp.user_id(letter) from unnest(array['a', 'b', 'c', 'd', 'e']) as letter)$$,
  'entries contain no email and no password'
);

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

-- Reports of the application, which only it can sign

delete from private.settings where name = 'audit_signing_key';
truncate private.report_counts;
create function pg_temp.sign(report text, key text default 'the key of this test') returns text language sql security definer as $$
  select format('select public.record_event(%L, %L)', report, encode(extensions.hmac(report, key, 'sha256'), 'hex'))
$$;
create function pg_temp.report(
  type text, reason text, email text default null, ip text default '203.0.113.9', at numeric default extract(epoch from now())
) returns text language sql as $$
  select json_build_object('type', type, 'reason', reason, 'email', email, 'ip', ip, 'user_agent', 'a reported browser', 'at', at)::text
$$;
create function pg_temp.failures(letter text) returns bigint language sql as $$
  select count(*) from public.audit_log where type = 'login.failed' and user_id = pg_temp.user_id(letter)
$$;
create function pg_temp.fail(times integer, email text, address text) returns void language plpgsql as $$
begin
  for i in 1..times loop
    execute pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', email, address));
  end loop;
end
$$;

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
set local request.headers to '{"x-forwarded-for": "6.6.6.6", "user-agent": "a forged browser"}';
select throws_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example')), '42501', 'permission denied', 'without a signing key reports are rejected');
reset role;
insert into private.settings values ('audit_signing_key', 'the key of this test');
set local role anon;
select lives_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', ' A2@pgtap.example ')), 'a failed sign-in');
select lives_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'unknown@pgtap.example')), 'a failed sign-in with an unknown email');
select throws_ok(statement, '42501', 'permission denied', title)
from (values
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example'), 'another key of a test'), 'signed with another key'),
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example', at => extract(epoch from now()) - 61)), 'older than a minute'),
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example', at => extract(epoch from now()) + 61)), 'from the future'),
  (pg_temp.sign('{"type": "login.failed", "reason": "invalid_credentials"}'), 'without a time'),
  (format('select public.record_event(%L, %L)', pg_temp.report('login.failed', 'invalid_credentials'), ''), 'an empty signature'),
  (format('select public.record_event(null, %L)', repeat('0', 64)), 'a null report'),
  (format('select public.record_event(%L, null)', pg_temp.report('login.failed', 'invalid_credentials')), 'a null signature'),
  (format('select public.record_event(%L, %L)', pg_temp.report('login.failed', 'invalid_credentials'), repeat('0', 64)), 'an invalid signature'),
  (replace(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example')), 'a2@', 'c@'), 'the signature of another report')
) as forged (statement, title);
select throws_ok(pg_temp.sign(pg_temp.report(type, reason, 'a2@pgtap.example')), '22023', null, type || ', ' || reason)
from (values
  ('session.started', 'invalid_credentials'), ('role.granted', 'admin'), ('user.deleted', ''), ('login.failed', 'free text'),
  ('login.failed', ''), ('access.denied', 'users.manage'), ('login.throttled', '<script>'), ('mfa.failed', 'incorrect_code'), ('nothing', 'x')
) as forged (type, reason);
select throws_ok('select id from public.audit_log', '42501', null, 'anon cannot read the log');
select throws_ok('select id from public.my_activity()', '42501', null, 'anon cannot call my_activity()');
select throws_ok('select id from public.all_activity()', '42501', null, 'anon cannot call all_activity()');
select throws_ok('select value from private.settings', '42501', null, 'anon cannot read settings');
select throws_ok($$select private.setting('audit_signing_key')$$, '42501', null, 'anon cannot call setting()');
reset role;
select is(pg_temp.last_entry('a', 'login.failed'), '- 203.0.113.9 a reported browser failed invalid_credentials', 'the client comes from the report, not from headers');
select results_eq(
  $$select host(ip) from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where type = 'login.failed' and entry.user_id is null$$,
  array['203.0.113.9'], 'an unknown email is not stored'
);

set local role anon;
select pg_temp.fail(100, 'a2@pgtap.example', '203.0.113.9');
reset role;
select is(pg_temp.failures('a'), 22::bigint, 'of 101 reports from one network, the first 20, the 32nd and the 64th are written');
select is(pg_temp.last_entry('a', 'login.failed'), '- 203.0.113.9 a reported browser failed invalid_credentials (64 in 10 minutes)', 'with their number');
set local role anon;
select pg_temp.fail(1, 'a2@pgtap.example', '203.0.113.200');
select pg_temp.fail(1, 'a2@pgtap.example', '198.51.100.77'), pg_temp.fail(1, 'a2@pgtap.example', '2001:db8:1:2::3'), pg_temp.fail(1, 'a2@pgtap.example', null);
select pg_temp.fail(1, 'c@pgtap.example', '203.0.113.9');
reset role;
select is(pg_temp.failures('a'), 25::bigint, 'reports from other networks are counted separately');
select is(pg_temp.failures('c'), 1::bigint, 'reports about other users are counted separately');
insert into auth.users (id, email, is_sso_user) values (pg_temp.user_id('3'), 'sso@pgtap.example', true);
select pg_temp.fail(1, 'sso@pgtap.example', '203.0.113.9');
select is(pg_temp.failures('3'), 0::bigint, 'users with single sign-on have no failed password sign-ins');

-- A new report deletes old counts
insert into private.report_counts (type, user_id, network, started_at, count) values
  ('login.failed', pg_temp.user_id('f'), 'long ago', now() - interval '2 hours', 1), ('login.failed', pg_temp.user_id('f'), 'lately', now() - interval '30 minutes', 1);
select pg_temp.fail(1, 'c@pgtap.example', '192.0.2.77');
select results_eq(
  $$select network from private.report_counts where user_id = pg_temp.user_id('f')$$, array['lately'], 'counts older than an hour are deleted'
);

-- Reading

update auth.sessions set ip = '203.0.113.10', user_agent = 'the browser of C' where id = pg_temp.user_id('c');
set local role authenticated;
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "33333333-0000-4000-8000-000000000000"}';
select lives_ok(pg_temp.sign(pg_temp.report('access.denied', 'users.manage', 'c@pgtap.example', '203.0.113.10')), 'denied access');
select throws_ok(pg_temp.sign(pg_temp.report('access.denied', 'no such permission')), '22023', null, 'denied access for an unknown permission');
select throws_ok(pg_temp.sign(pg_temp.report('role.granted', 'users.manage')), '22023', null, 'another event with a permission as its reason');
select results_eq(
  'select type::text, is_own_action, is_current_session, ip, user_agent, result, reason from public.my_activity(size => 1)',
  $$values ('access.denied', true, true, '203.0.113.10', 'a reported browser', 'failed', 'users.manage')$$,
  'denied access belongs to the user of the token, whatever the report says'
);
select results_eq(
  $$select is_own_action, ip, user_agent from public.my_activity(size => 2) where type = 'login.failed'$$,
  $$values (false, null::text, 'a reported browser')$$, 'a failed sign-in without an IP address'
);
select results_eq(
  $$select distinct ip from public.my_activity(size => 5) where type = 'login.failed' and ip is not null order by 1$$,
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
update auth.users set deleted_at = now() where id = pg_temp.user_id('7');
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

-- The second factor

reset role;
insert into auth.users (id, email) values ('abababab-0000-4000-8000-000000000000', 'second-factor@pgtap.example');
insert into auth.sessions (id, user_id) values ('abababab-0000-4000-8000-000000000000', 'abababab-0000-4000-8000-000000000000');
set local role authenticated;
set local request.jwt.claims to '{"sub": "abababab-0000-4000-8000-000000000000", "session_id": "abababab-0000-4000-8000-000000000000"}';
select throws_ok(pg_temp.sign(pg_temp.report('mfa.failed', 'free text')), '22023', null, 'a failed second factor with free text');
select lives_ok(pg_temp.sign(pg_temp.report('mfa.failed', reason, 'c@pgtap.example', '203.0.113.11')), 'a failed second factor: ' || reason)
from unnest(array['too_many_attempts', 'recovery_code', 'incorrect_code']) as reason;
select results_eq(
  $$select type::text, is_own_action, ip, result, reason from public.my_activity(size => 1)$$,
  $$values ('mfa.failed', true, '203.0.113.11', 'failed', 'incorrect_code')$$, 'belongs to the user of the token'
);

select * from finish();
rollback;
