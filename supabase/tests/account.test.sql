-- Who can see whether they have a password, cancel a change of email, and delete their account.
begin;
create extension if not exists pgtap with schema extensions;
select plan(40);

select function_privs_are('public', name, '{}'::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role, unnest(array['has_password', 'delete_account', 'cancel_email_change']) as name
order by role, name;
select is(proconfig, array['search_path=""'], proname || ' has an empty search path')
from pg_proc where proname in ('has_password', 'delete_account', 'cancel_email_change') order by proname;

insert into auth.users (id, email, encrypted_password) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example', '$2a$10$hash'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example', ''),
  ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example', null);
update auth.users set email_change = 'new-' || email, email_change_token_new = 'new-' || email, email_change_token_current = 'current-' || email,
  email_change_confirm_status = 1 where email in ('a@pgtap.example', 'b@pgtap.example');
insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
select gen_random_uuid(), id, type::auth.one_time_token_type, md5(email || type), email
from auth.users, unnest(array['email_change_token_new', 'email_change_token_current', 'recovery_token']) as type
where email in ('a@pgtap.example', 'b@pgtap.example');
insert into auth.sessions (id, user_id, aal, created_at, updated_at)
select ('a' || id || '000000-0000-4000-8000-000000000000')::uuid, 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now() - age, now()
from (values (1, interval '9 minutes 59 seconds'), (2, interval '10 minutes 1 second')) as session (id, age);
insert into auth.sessions (id, user_id, aal, created_at, updated_at) values
  ('b0000000-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('c0000000-0000-4000-8000-000000000000', 'cccccccc-0000-4000-8000-000000000000', 'aal1', now(), now());

create function pg_temp.call_as(person text, session text) returns void language sql as $$
  select set_config('request.jwt.claims', json_build_object(
    'role', 'authenticated', 'sub', rpad(person, 8, person) || '-0000-4000-8000-000000000000',
    'session_id', rpad(session, 8, '0') || '-0000-4000-8000-000000000000',
    'iat', extract(epoch from now())::int, 'amr', json_build_array(json_build_object('method', 'password', 'timestamp', extract(epoch from now())::int))
  )::text, true)
$$;

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select public.has_password()', '42501', null, 'anon cannot ask for a password');
select throws_ok('select public.delete_account()', '42501', null, 'anon cannot delete an account');
select throws_ok('select public.cancel_email_change()', '42501', null, 'anon cannot cancel a change of email');

set local role authenticated;
select pg_temp.call_as('a', 'a1');
select is(public.has_password(), true, 'A has a password');
select pg_temp.call_as('b', 'b');
select is(public.has_password(), false, 'an empty password is no password');
select pg_temp.call_as('c', 'c');
select is(public.has_password(), false, 'null is no password');

-- The Auth server generates a password when an invitation is accepted
reset role;
update auth.users set invited_at = now() where email = 'b@pgtap.example';
update auth.users set encrypted_password = '$2a$10$made-up' where email = 'b@pgtap.example';
update auth.users set email_confirmed_at = now() where email = 'b@pgtap.example';
set local role authenticated;
select pg_temp.call_as('b', 'b');
select is(public.has_password(), false, 'a generated password is no password');
select pg_temp.call_as('a', 'a1');
select is(public.has_password(), true, 'other users are not affected');
select pg_temp.call_as('b', 'b');
reset role;
update auth.users set encrypted_password = '$2a$10$chosen' where email = 'b@pgtap.example';
set local role authenticated;
select is(public.has_password(), true, 'a chosen password counts');

select pg_temp.call_as('a', 'd');
select is(public.cancel_email_change(), false, 'an ended session cannot cancel a change of email');
select pg_temp.call_as('a', 'b');
select is(public.cancel_email_change(), false, 'another user''s session cannot cancel it');
select pg_temp.call_as('a', 'a2');
select is(public.cancel_email_change(), true, 'A cancels the change');
select is(public.cancel_email_change(), false, 'a canceled change cannot be canceled again');
reset role;
select results_eq(
  $$select email::text, email_change::text, email_change_token_new::text || email_change_token_current, email_change_confirm_status::int
    from auth.users where email in ('a@pgtap.example', 'b@pgtap.example') order by email$$,
  $$values ('a@pgtap.example', '', '', 0), ('b@pgtap.example', 'new-b@pgtap.example', 'new-b@pgtap.examplecurrent-b@pgtap.example', 1)$$,
  'the change of A is removed, that of B is still pending'
);
select results_eq(
  $$select relates_to, token_type::text from auth.one_time_tokens where relates_to in ('a@pgtap.example', 'b@pgtap.example') order by 1, 2$$,
  $$values ('a@pgtap.example', 'recovery_token'), ('b@pgtap.example', 'email_change_token_current'), ('b@pgtap.example', 'email_change_token_new'),
    ('b@pgtap.example', 'recovery_token')$$,
  'its tokens are deleted, all others remain'
);
set local role authenticated;

select pg_temp.call_as('a', 'a2');
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'a session older than 10 minutes is rejected, whatever the token claims');
select pg_temp.call_as('a', 'b');
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'another user''s session is rejected');
select is(public.has_password(), false, 'and does not reveal a password');
select pg_temp.call_as('a', 'd');
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'an ended session is rejected');
select throws_ok('delete from auth.users', '42501', null, 'auth.users is not accessible');

select pg_temp.call_as('a', 'a1');
select lives_ok('select public.delete_account()', 'a recent session deletes the account');
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'a deleted account cannot be deleted again');

reset role;
select is_empty($$select from auth.users where email = 'a@pgtap.example'$$, 'A is deleted');
select is_empty($$select from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'all sessions are deleted');
select is_empty($$select from public.profiles where id = 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'the profile is deleted');
select is((select count(*)::int from auth.users where email in ('b@pgtap.example', 'c@pgtap.example')), 2, 'no other user is deleted');

select is(
  (select array_agg(format('%s.%s', conrelid::regclass, conname)) from pg_constraint
   where contype = 'f' and confrelid = 'auth.users'::regclass and connamespace = 'public'::regnamespace and confdeltype not in ('c', 'n')),
  null,
  'every foreign key to auth.users cascades or sets null'
);

select results_eq(
  $$select format('%s.%s', attrelid::regclass, attname) collate "C" from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p') and not relispartition
      and atttypid = 'uuid'::regtype and attname in ('user_id', 'author_id', 'session_id') and not exists (
        select from pg_constraint where contype = 'f' and conrelid = attrelid and conkey @> array[attnum] and confdeltype in ('c', 'n')
      )
    order by 1$$,
  $$values ('audit_log.session_id' collate "C"), ('audit_log.user_id'), ('private.audit_clients.user_id'), ('private.device_reports.session_id'),
    ('private.pending_audit.session_id'),
    ('private.pending_audit.user_id'), ('private.report_counts.user_id')$$,
  'rows that name a user or session are deleted with it, except in the audit log'
);

select * from finish();
rollback;
