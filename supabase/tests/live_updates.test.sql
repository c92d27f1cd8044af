-- Who receives the messages of live updates, and what sends them.
begin;
create extension if not exists pgtap with schema extensions;
select plan(32);

select policies_are('realtime', 'messages', array['Users and members can receive changes']);
select policy_cmd_is('realtime', 'messages', 'Users and members can receive changes', 'SELECT', 'the policy lets clients receive only');
select policy_roles_are('realtime', 'messages', 'Users and members can receive changes', '{authenticated}', 'the policy applies to authenticated users');

-- A and D are members of X; the membership of D has expired. B belongs to none. C owns X. E is a guest.
create function pg_temp.id(letter text) returns uuid language sql immutable as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
insert into auth.users (id, email, email_confirmed_at, is_anonymous)
select pg_temp.id(letter), case when letter <> 'e' then letter || '@pgtap.example' end, case when letter <> 'e' then now() end, letter = 'e'
from unnest(array['a', 'b', 'c', 'd', 'e']) as letter;
insert into auth.sessions (id, user_id) select pg_temp.id(letter), pg_temp.id(letter) from unnest(array['a', 'b', 'c', 'd', 'e']) as letter;
insert into public.organizations (id, slug, name) values
  ('f1f1f1f1-0000-4000-8000-000000000000', 'pgtap-x', 'X'), ('f2f2f2f2-0000-4000-8000-000000000000', 'pgtap-y', 'Y');
insert into public.organization_members (organization_id, user_id, role, expires_at) values
  ('f1f1f1f1-0000-4000-8000-000000000000', pg_temp.id('c'), 'owner', null),
  ('f1f1f1f1-0000-4000-8000-000000000000', pg_temp.id('a'), 'member', null),
  ('f1f1f1f1-0000-4000-8000-000000000000', pg_temp.id('d'), 'member', now() - interval '1 second'),
  ('f2f2f2f2-0000-4000-8000-000000000000', pg_temp.id('c'), 'owner', null);

-- What was sent to a user or an organization since the last call: the events, separated by commas.
create temporary table seen as select id from realtime.messages;
create function pg_temp.sent(topic text) returns text language plpgsql as $$
declare
  events text;
begin
  select string_agg(event || case when private and payload - 'id' = '{}' then '' else ' with content' end, ', ' order by event) into events
  from realtime.messages where messages.topic = sent.topic and id not in (table seen);
  insert into seen select id from realtime.messages where id not in (table seen);
  return coalesce(events, 'nothing');
end
$$;

-- What sends messages.

insert into public.notes (user_id, note) values (pg_temp.id('a'), 'one'), (pg_temp.id('a'), 'two'), (pg_temp.id('b'), 'three');
select is(
  (select string_agg(topic, ', ' order by topic) from realtime.messages where id not in (table seen)),
  'user:aaaaaaaa-0000-4000-8000-000000000000, user:bbbbbbbb-0000-4000-8000-000000000000',
  'a statement sends one message to each user whose notes it adds'
);
select is(pg_temp.sent('user:aaaaaaaa-0000-4000-8000-000000000000'), 'notes', 'the message is private and has no content');
update public.notes set note = 'changed' where user_id = pg_temp.id('a');
select is(pg_temp.sent('user:aaaaaaaa-0000-4000-8000-000000000000'), 'notes', 'a changed note is announced');
delete from public.notes where user_id = pg_temp.id('a');
select is(pg_temp.sent('user:aaaaaaaa-0000-4000-8000-000000000000'), 'notes', 'a deleted note is announced');
delete from public.notes where user_id = pg_temp.id('a');
select is(pg_temp.sent('user:aaaaaaaa-0000-4000-8000-000000000000'), 'nothing', 'a statement that changes nothing is not');

insert into public.notes (organization_id, note) values ('f1f1f1f1-0000-4000-8000-000000000000', 'shared');
select is(
  (select string_agg(topic, ', ') from realtime.messages where id not in (table seen)),
  'organization:f1f1f1f1-0000-4000-8000-000000000000', 'a note of an organization is announced to its members alone'
);
select is(pg_temp.sent('organization:f1f1f1f1-0000-4000-8000-000000000000'), 'notes', 'with the same message');

insert into public.audit_log (type, user_id) values
  ('login.failed', pg_temp.id('b')), ('login.failed', pg_temp.id('b')), ('login.failed', null);
select is(
  (select string_agg(topic, ', ') from realtime.messages where id not in (table seen)),
  'user:bbbbbbbb-0000-4000-8000-000000000000', 'activity is announced to the user whom it concerns, once per statement'
);
select is(pg_temp.sent('user:bbbbbbbb-0000-4000-8000-000000000000'), 'activity', 'the message has no content either');

select ok(not has_function_privilege(role, function, 'execute'), format('%s cannot call %s', role, function))
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  unnest(array['private.announce_notes()', 'private.announce_activity()']) as function;

-- Who receives them. Realtime reads rows with the topic of the channel, as the user who joins it.

insert into realtime.messages (topic, extension, private)
select topic, extension, true
from unnest(array['broadcast', 'presence']) as extension, unnest(array[
  'organization:f1f1f1f1-0000-4000-8000-000000000000', 'organization:f2f2f2f2-0000-4000-8000-000000000000', 'organization:', 'user:', ''
] || array(select 'user:' || pg_temp.id(letter) from unnest(array['a', 'b', 'c', 'd', 'e']) as letter)) as topic;

-- The channels whose messages a session receives, such as "broadcast user:aaaaaaaa".
create function pg_temp.received(of_user text, session text) returns text language plpgsql as $$
declare
  channels text;
begin
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', pg_temp.id(of_user), 'session_id', pg_temp.id(session)
  )::text, true);
  set local role authenticated;
  select string_agg(distinct extension || ' ' || replace(topic, '-0000-4000-8000-000000000000', ''), ', ') into channels from realtime.messages;
  reset role;
  return coalesce(channels, 'nothing');
end
$$;

select is(pg_temp.received('a', 'a'), 'broadcast organization:f1f1f1f1, broadcast user:aaaaaaaa', 'a member receives their own messages and those of the organization');
select is(pg_temp.received('b', 'b'), 'broadcast user:bbbbbbbb', 'a user without an organization receives their own alone');
select is(
  pg_temp.received('c', 'c'), 'broadcast organization:f1f1f1f1, broadcast organization:f2f2f2f2, broadcast user:cccccccc',
  'a member of two organizations receives those of both'
);
select is(pg_temp.received('d', 'd'), 'broadcast user:dddddddd', 'a member whose membership has expired receives none of the organization');
select is(pg_temp.received('e', 'e'), 'broadcast user:eeeeeeee', 'a guest receives their own');
select is(pg_temp.received('a', 'f'), 'nothing', 'a session that has ended receives nothing');
select is(pg_temp.received('a', 'b'), 'nothing', 'nor does the session of another user');

update auth.users set banned_until = now() + interval '1 day' where id = pg_temp.id('b');
select is(pg_temp.received('b', 'b'), 'nothing', 'nor does a banned user');

delete from public.organization_members where user_id = pg_temp.id('a');
select is(pg_temp.received('a', 'a'), 'broadcast user:aaaaaaaa', 'a former member receives none of the organization');

insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
values (gen_random_uuid(), pg_temp.id('a'), 'totp', 'verified', now(), now());
select is(pg_temp.received('a', 'a'), 'nothing', 'a session without its second factor receives nothing');
update auth.sessions set aal = 'aal2' where id = pg_temp.id('a');
select is(pg_temp.received('a', 'a'), 'broadcast user:aaaaaaaa', 'a session that passed the second factor does');

set local role authenticated;
select throws_ok(
  format('insert into realtime.messages (topic, extension, private) values (%L, %L, true)', 'user:' || 'aaaaaaaa-0000-4000-8000-000000000000', extension),
  '42501', null, format('a client sends no %s message', extension)
)
from unnest(array['broadcast', 'presence']) as extension;
set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select is_empty('select id from realtime.messages', 'anon receives nothing');
reset role;

select * from finish();
rollback;
