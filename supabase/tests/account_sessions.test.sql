-- Which sessions a user can list and end.
begin;
create extension if not exists pgtap with schema extensions;
select plan(36);

-- Grants

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('list_sessions', '{}'), ('end_session', '{uuid}')) as function (name, arguments)
order by role, name;
select ok(not has_function_privilege(role, 'private.current_session()', 'execute'), role || ' cannot call current_session()')
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role order by role;
select is(proconfig, array['search_path=""'], proname || ' has an empty search path')
from pg_proc where proname in ('current_session', 'list_sessions', 'end_session') order by proname;
select is(prosecdef, true, proname || ' is security definer')
from pg_proc where proname in ('current_session', 'list_sessions', 'end_session') order by proname;

-- Two users; A has three sessions, one of them expired

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');
insert into auth.sessions (id, user_id, aal, user_agent, ip, created_at, updated_at, refreshed_at, not_after) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', 'Laptop', '203.0.113.7',
    '2026-01-01 10:00+00', '2026-01-01 11:00+00', '2026-01-01 12:00', null),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', 'Phone', '2001:db8::1',
    '2026-01-02 10:00+00', '2026-01-02 11:00+00', null, 'infinity'),
  ('a0000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', 'Over', null,
    '2026-01-03 10:00+00', '2026-01-03 11:00+00', null, '2026-01-04'),
  ('b0000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', 'Of B', null,
    '2026-01-01 10:00+00', '2026-01-01 10:00+00', null, null);
insert into auth.refresh_tokens (id, token, user_id, session_id, revoked) values
  (2147483647, 'token-of-the-phone', 'aaaaaaaa-0000-4000-8000-000000000000', 'a0000000-0000-4000-8000-000000000002', false);

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select * from public.list_sessions()', '42501', null, 'anon cannot list sessions');
select throws_ok(
  $$select public.end_session('a0000000-0000-4000-8000-000000000001')$$, '42501', null, 'anon cannot end a session'
);

set local role authenticated;
select throws_ok('select * from auth.sessions', '42501', null, 'auth.sessions is not accessible');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000001"}';
select results_eq(
  'select user_agent, ip, created_at, last_active_at, aal, is_current from public.list_sessions()',
  $$values
    ('Laptop', '203.0.113.7', '2026-01-01 10:00+00'::timestamptz, '2026-01-01 12:00+00'::timestamptz, 'aal1', true),
    ('Phone', '2001:db8::1', '2026-01-02 10:00+00', '2026-01-02 11:00+00', 'aal1', false)$$,
  'A lists their active sessions, the current one first'
);
set local timezone to 'Asia/Tokyo';
select is(last_active_at, '2026-01-01 12:00+00'::timestamptz, 'last activity does not depend on the time zone')
from public.list_sessions() where is_current;

select is(public.end_session('b0000000-0000-4000-8000-000000000001'), false, 'A cannot end a session of B');
select is(public.end_session(gen_random_uuid()), false, 'an unknown session is not found');
select is(public.end_session(null), false, 'null is not found');

-- Tokens without an active session of their user

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "b0000000-0000-4000-8000-000000000001"}';
select is_empty('select * from public.list_sessions()', 'a token with another user''s session lists nothing');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'such a token ends nothing');
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000"}';
select is_empty('select * from public.list_sessions()', 'a token without a session lists nothing');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'such a token ends nothing');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000003"}';
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'a token of an expired session ends nothing');

-- Ending a session

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000001"}';
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), true, 'A ends the session of the phone');
select results_eq('select user_agent from public.list_sessions()', array['Laptop'], 'the session of the laptop remains');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'an ended session is not found again');

reset role;
select is_empty($$select from auth.refresh_tokens where token = 'token-of-the-phone'$$, 'its refresh token is deleted');
select isnt_empty($$select from auth.sessions where user_agent = 'Of B'$$, 'the session of B remains');

select is(public.end_session('a0000000-0000-4000-8000-000000000001'), true, 'a session can end itself');
set constraints all immediate;
select results_eq(
  $$select host(ip), user_agent from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where type = 'session.ended' and session_id = 'a0000000-0000-4000-8000-000000000001'$$,
  $$values ('203.0.113.7', 'Laptop')$$, 'the audit log has the client of an ended session'
);

select * from finish();
rollback;
