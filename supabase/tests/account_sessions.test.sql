-- Who sees and ends which sessions.
begin;
create extension if not exists pgtap with schema extensions;
select plan(36);

-- Grants

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('list_sessions', '{}'), ('end_session', '{uuid}')) as function (name, arguments)
order by role, name;
select ok(not has_function_privilege(role, 'private.current_session()', 'execute'), role || ' cannot ask for the whole row')
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role order by role;
select is(proconfig, array['search_path=""'], proname || ' looks nothing up in a search path')
from pg_proc where proname in ('current_session', 'list_sessions', 'end_session') order by proname;
select is(prosecdef, true, proname || ' runs as its owner')
from pg_proc where proname in ('current_session', 'list_sessions', 'end_session') order by proname;

-- Two people; A has three sessions, one of them over

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
select throws_ok('select * from public.list_sessions()', '42501', null, 'anon lists nothing');
select throws_ok(
  $$select public.end_session('a0000000-0000-4000-8000-000000000001')$$, '42501', null, 'anon ends nothing'
);

set local role authenticated;
select throws_ok('select * from auth.sessions', '42501', null, 'the table itself stays out of reach');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000001"}';
select results_eq(
  'select user_agent, ip, created_at, last_active_at, aal, is_current from public.list_sessions()',
  $$values
    ('Laptop', '203.0.113.7', '2026-01-01 10:00+00'::timestamptz, '2026-01-01 12:00+00'::timestamptz, 'aal1', true),
    ('Phone', '2001:db8::1', '2026-01-02 10:00+00', '2026-01-02 11:00+00', 'aal1', false)$$,
  'A sees the own living sessions, the calling one first'
);
set local timezone to 'Asia/Tokyo';
select is(last_active_at, '2026-01-01 12:00+00'::timestamptz, 'in every time zone')
from public.list_sessions() where is_current;

select is(public.end_session('b0000000-0000-4000-8000-000000000001'), false, 'a session of B is not found');
select is(public.end_session(gen_random_uuid()), false, 'nor is one that nobody has');
select is(public.end_session(null), false, 'nor is none');

-- Tokens that belong to no living session of their user

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "b0000000-0000-4000-8000-000000000001"}';
select is_empty('select * from public.list_sessions()', 'a token with the session of somebody else sees nothing');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'and ends nothing');
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000"}';
select is_empty('select * from public.list_sessions()', 'a token without a session sees nothing');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'and ends nothing');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000003"}';
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'nor does one whose session is over');

-- Ending one

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000001"}';
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), true, 'A ends the phone');
select results_eq('select user_agent from public.list_sessions()', array['Laptop'], 'the laptop stays');
select is(public.end_session('a0000000-0000-4000-8000-000000000002'), false, 'what has ended is not found again');

reset role;
select is_empty($$select from auth.refresh_tokens where token = 'token-of-the-phone'$$, 'its refresh token is gone');
select isnt_empty($$select from auth.sessions where user_agent = 'Of B'$$, 'B is still there');

select is(public.end_session('a0000000-0000-4000-8000-000000000001'), true, 'a session can end itself');
set constraints all immediate;
select results_eq(
  $$select host(ip), user_agent from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where type = 'session.ended' and session_id = 'a0000000-0000-4000-8000-000000000001'$$,
  $$values ('203.0.113.7', 'Laptop')$$, 'from where is written down'
);

select * from finish();
rollback;
