-- The token of a trusted device is replaced when it is used.
begin;
create extension if not exists pgtap with schema extensions;
select plan(15);

select function_privs_are('public', 'rotate_trusted_device', '{text,text}'::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role;

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'), ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at) values
  ('fa000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'Phone', 'totp', 'verified', now(), now()),
  ('fb000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'Phone', 'totp', 'verified', now(), now());
insert into auth.sessions (id, user_id, aal, created_at, updated_at) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('b0000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now());
insert into private.trusted_devices (user_id, token_hash, factor_ids, expires_at) values
  ('aaaaaaaa-0000-4000-8000-000000000000', sha256('first'), '{fa000000-0000-4000-8000-000000000001}', now() + interval '1 day'),
  ('aaaaaaaa-0000-4000-8000-000000000000', sha256('expired'), '{fa000000-0000-4000-8000-000000000001}', now()),
  ('bbbbbbbb-0000-4000-8000-000000000000', sha256('another user''s'), '{fa000000-0000-4000-8000-000000000001}', now() + interval '1 day');

create function pg_temp.sign_in(name text, session integer) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(name, 8) || '-0000-4000-8000-000000000000',
    'session_id', name || '0000000-0000-4000-8000-00000000000' || session
  )::text, true)
$$;
create function pg_temp.next(number integer) returns text language sql as $$ select repeat(number::text, 43) $$;

set local role authenticated;
select pg_temp.sign_in('b', 1);
select is(public.rotate_trusted_device('first', pg_temp.next(1)), false, 'another user’s token does nothing');
select pg_temp.sign_in('a', 1);
select throws_ok($$select public.rotate_trusted_device('first', 'short')$$, '22023', 'token_too_short', 'a short token is rejected');
select is(public.rotate_trusted_device(null, pg_temp.next(1)), false, 'no token does nothing');
select is(public.rotate_trusted_device('expired', pg_temp.next(1)), false, 'nor does one whose trust has expired');
select is(public.rotate_trusted_device('another user''s', pg_temp.next(1)), false, 'nor another user’s, even with the same factors');
select is(public.has_sufficient_aal(), false, 'the session still lacks the second factor');
select is(public.rotate_trusted_device('first', pg_temp.next(2)), true, 'the token of the device');
select is(public.has_sufficient_aal(), true, 'spares the session the second factor');
select pg_temp.sign_in('a', 2);
select is(public.rotate_trusted_device('first', pg_temp.next(3)), false, 'and works once: a copy is void');
select is(public.has_sufficient_aal(), false, 'for another session too');
select is(public.rotate_trusted_device(pg_temp.next(2), pg_temp.next(4)), true, 'the new token works');
select is((select count(*) from public.list_trusted_devices()), 1::bigint, 'only the user’s own device is listed');
select * from finish();
rollback;
