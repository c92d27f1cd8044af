-- A sign-in from a new device can be reported once, by the holder of the emailed token.
begin;
create extension if not exists pgtap with schema extensions;
select plan(26);

insert into auth.users (id, email, encrypted_password, created_at) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@example.com', 'hash', now() - interval '1 year'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@example.com', 'hash', now()),
  ('cccccccc-0000-4000-8000-000000000000', 'c@example.com', '', now() - interval '1 year'),
  ('dddddddd-0000-4000-8000-000000000000', 'd@example.com', 'hash', now() - interval '1 year');
insert into auth.sessions (id, user_id, aal, created_at, updated_at, not_after) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('a0000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now(), now() - interval '1 day'),
  ('b0000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now(), null),
  ('c0000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000', 'aal1', now(), now(), null);
insert into private.trusted_devices (user_id, token_hash, factor_ids, expires_at)
select id, sha256(convert_to(email, 'UTF8')), array[gen_random_uuid()], now() + interval '1 day' from auth.users where email like '_@example.com';

-- Writes the entries that wait for the end of the transaction.
create function pg_temp.end_transaction() returns void language plpgsql as $$
begin
  set constraints all immediate;
  set constraints all deferred;
end
$$;
create function pg_temp.sign_in(name text, session integer) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(name, 8) || '-0000-4000-8000-000000000000',
    'session_id', name || '0000000-0000-4000-8000-00000000000' || session
  )::text, true)
$$;
create function pg_temp.hash(token text) returns text language sql as $$
  select encode(sha256(convert_to(token, 'UTF8')), 'hex')
$$;

select pg_temp.end_transaction();
select pg_temp.sign_in('a', 1);
-- By an administrator, in another session than B's
select private.write_audit('role.granted', 'bbbbbbbb-0000-4000-8000-000000000000', 'mentor');
set local role authenticated;
select is(public.record_new_device(pg_temp.hash('first')), true, 'the owner of an older account is emailed');
select is(public.record_new_device(pg_temp.hash('again')), false, 'once per session');
select throws_ok($$select public.record_new_device('first')$$, '22023', 'invalid token hash', 'a token is not stored');
select throws_ok($$select public.record_new_device(null)$$, '22023', 'invalid token hash', 'nor is nothing');
select pg_temp.sign_in('a', 2);
select is(public.record_new_device(pg_temp.hash('first')), false, 'a token belongs to one session');
select is(public.record_new_device(pg_temp.hash('second')), true, 'another session has a token of its own');
select pg_temp.sign_in('a', 3);
select is(public.record_new_device(pg_temp.hash('third')), false, 'an expired session has none');
select set_config('request.jwt.claims', jsonb_build_object(
  'role', 'authenticated', 'sub', 'bbbbbbbb-0000-4000-8000-000000000000', 'session_id', 'a0000000-0000-4000-8000-000000000002'
)::text, true);
select is(public.record_new_device(pg_temp.hash('fourth')), false, 'another user’s session has none');
select pg_temp.sign_in('b', 1);
select is(public.record_new_device(pg_temp.hash('sign-up')), false, 'the first session of a new account causes no email');
reset role;
insert into auth.sessions (id, user_id, aal, created_at, updated_at)
values ('b0000000-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now());
select pg_temp.end_transaction();
set local role authenticated;
select pg_temp.sign_in('b', 2);
select is(public.record_new_device(pg_temp.hash('second of B')), true, 'the second causes one');
select pg_temp.sign_in('c', 1);
select is(public.record_new_device(pg_temp.hash('no password')), true, 'an account without a password has one');
select throws_ok($$select public.report_device('first')$$, '42501', null, 'only signed-out clients report');

reset role;
insert into private.device_reports (token_hash, user_id, session_id, created_at)
values
  (pg_temp.hash('late'), 'aaaaaaaa-0000-4000-8000-000000000000', gen_random_uuid(), now() - interval '7 days 1 second'),
  (pg_temp.hash('of a deleted account'), 'dddddddd-0000-4000-8000-000000000000', gen_random_uuid(), now());
update auth.users set deleted_at = now() where email = 'd@example.com';
set local role anon;
select set_config('request.jwt.claims', '{"role": "anon"}', true);
select is(public.report_device('unknown'), null, 'an unknown token does nothing');
select is(public.report_device(null), null, 'no token does nothing');
select is(public.report_device('late'), null, 'an expired token does nothing');
select is(public.report_device('of a deleted account'), null, 'nor does that of a deleted account');
reset role;
select is(
  (select count(*) from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'), 3::bigint, 'until now no session has ended'
);
set local role anon;
select is(public.report_device('first'), 'a@example.com', 'a token returns the address');
select is(public.report_device('first'), null, 'it can be used once');
select is(public.report_device('second'), null, 'the other tokens of the account are void');
reset role;
select is_empty($$select from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'all sessions have ended');
select is(
  (select encrypted_password from auth.users where email = 'a@example.com'), '', 'the password no longer works'
);
select results_eq(
  $$select email::text, encrypted_password::text, (select count(*) from auth.sessions where user_id = users.id),
      (select count(*) from private.trusted_devices where user_id = users.id), (select count(*) from private.device_reports where user_id = users.id)
    from auth.users where email ~ '^[abc]@example.com' order by 1$$,
  $$values ('a@example.com', '', 0::bigint, 0::bigint, 0::bigint), ('b@example.com', 'hash', 2, 1, 1), ('c@example.com', '', 1, 1, 1)$$,
  'other users keep passwords, sessions, trusted devices, and links'
);
set local role anon;
select is(public.report_device('no password'), 'c@example.com', 'an account without a password');
reset role;
select is_empty(
  $$select from private.trusted_devices where user_id = 'cccccccc-0000-4000-8000-000000000000'$$, 'loses the trust in its devices'
);
select pg_temp.end_transaction();
select results_eq(
  $$select left(user_id::text, 1), type::text, reason, count(*) from public.audit_log
    where type in ('device.new', 'device.reported', 'session.ended') and created_at >= now() group by 1, 2, 3 order by 1, 2$$,
  $$values
    ('a', 'device.new', null, 2::bigint), ('a', 'device.reported', null, 1), ('a', 'session.ended', 'sign-in not recognized by the owner', 3),
    ('b', 'device.new', null, 1),
    ('c', 'device.new', null, 1), ('c', 'device.reported', null, 1), ('c', 'session.ended', 'sign-in not recognized by the owner', 1)$$,
  'sign-ins, reports, and why the sessions ended are in the audit log'
);
select * from finish();
rollback;
