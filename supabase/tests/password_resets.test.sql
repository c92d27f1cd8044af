-- A recovery session sets one new password.
begin;
create extension if not exists pgtap with schema extensions;
select plan(27);

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('start_password_reset', '{}'), ('finish_password_reset', '{boolean}')) as function (name, arguments)
order by role, name;
select is(has_table_privilege(role, 'private.password_resets', 'select, insert, update, delete'), false, role || ' does not reach the table')
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
select is(public.start_password_reset(), 'started', 'the first one begins');
select is(public.start_password_reset(), 'in_progress', 'a second one does not');
select lives_ok('select public.finish_password_reset(false)', 'the Auth server refuses the password');
select is(public.start_password_reset(), 'started', 'then another can be tried');
select lives_ok('select public.finish_password_reset(true)', 'the password is set');
select is(public.start_password_reset(), 'completed', 'no other is set');
select lives_ok('select public.finish_password_reset(false)', 'nobody takes that back');
select is(public.start_password_reset(), 'completed', 'still no other is set');

set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select is(public.start_password_reset(), 'started', 'another session of the same person is another reset');
select is(public.start_password_reset(), 'in_progress', 'and told of its own state');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000004"}';
select is(public.start_password_reset(), 'started', 'a third begins');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select lives_ok('select public.finish_password_reset(false)', 'the second ends');
select is(public.start_password_reset(), 'started', 'and begins again');
select lives_ok('select public.finish_password_reset(true)', 'and is done');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000002"}';
select is(public.start_password_reset(), null, 'somebody else’s session begins none');
set local request.jwt.claims to
  '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "a0000000-0000-4000-8000-000000000003"}';
select is(public.start_password_reset(), null, 'nor does one that is over');

reset role;
select results_eq(
  $$select right(session_id::text, 1), completed from private.password_resets
    where session_id in (select id from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000') order by 1$$,
  $$values ('1', true), ('2', true), ('4', false)$$,
  'each ends its own and no other'
);
delete from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is_empty('select from private.password_resets where session_id::text like ''a0000000-0000-4000-8000-%''', 'what is known of a session goes with it');

select * from finish();
rollback;
