-- A recovery session can set one new password.
begin;
create extension if not exists pgtap with schema extensions;
select plan(27);

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('start_password_reset', '{}'), ('finish_password_reset', '{boolean}')) as function (name, arguments)
order by role, name;
select is(has_table_privilege(role, 'private.password_resets', 'select, insert, update, delete'), false, role || ' has no access to the table')
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@example.com'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@example.com');
insert into auth.sessions (id, user_id, aal, created_at, updated_at, not_after) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('a0000000-0000-4000-8000-000000000004', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('a0000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), now() - interval '1 day');

set local role authenticated;
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000001"}';
select is(public.start_password_reset(), 'started', 'the first call starts');
select is(public.start_password_reset(), 'in_progress', 'a second call does not');
select lives_ok('select public.finish_password_reset(false)', 'the Auth server rejects the password');
select is(public.start_password_reset(), 'started', 'then the session can start again');
select lives_ok('select public.finish_password_reset(true)', 'the password is set');
select is(public.start_password_reset(), 'completed', 'no second password can be set');
select lives_ok('select public.finish_password_reset(false)', 'a completed reset cannot be undone');
select is(public.start_password_reset(), 'completed', 'still no second password can be set');

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select is(public.start_password_reset(), 'started', 'another session of the same user is a separate reset');
select is(public.start_password_reset(), 'in_progress', 'with its own state');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000004"}';
select is(public.start_password_reset(), 'started', 'a third session starts');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select lives_ok('select public.finish_password_reset(false)', 'the second session fails');
select is(public.start_password_reset(), 'started', 'and starts again');
select lives_ok('select public.finish_password_reset(true)', 'and completes');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select is(public.start_password_reset(), null, 'another user’s session cannot start');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000003"}';
select is(public.start_password_reset(), null, 'an expired session cannot start');

reset role;
select results_eq(
  $$select right(session_id::text, 1), completed from private.password_resets
    where session_id in (select id from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000') order by 1$$,
  $$values ('1', true), ('2', true), ('4', false)$$,
  'each session finishes only its own reset'
);
delete from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is_empty('select from private.password_resets where session_id::text like ''a0000000-0000-4000-8000-%''', 'resets are deleted with their session');

select * from finish();
rollback;
