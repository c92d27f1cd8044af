-- What triggers on the tables of the Auth server write to the audit log.
begin;
create extension if not exists pgtap with schema extensions;
select plan(58);

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

select * from finish();
rollback;
