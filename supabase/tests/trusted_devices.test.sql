-- On a trusted device, a user is not asked for the second factor again.
begin;
create extension if not exists pgtap with schema extensions;
select plan(61);

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('trust_device', '{text}'), ('list_trusted_devices', '{}'), ('revoke_trusted_device', '{uuid}'))
    as function (name, arguments)
order by role, name;

insert into auth.users (id, email, encrypted_password) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example', 'hash'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example', 'hash'),
  ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example', 'hash');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
select gen_random_uuid(), id, 'Phone', 'totp', 'verified', now(), now() from auth.users where email in ('a@pgtap.example', 'b@pgtap.example');
insert into auth.sessions (id, user_id, aal, user_agent, created_at, updated_at)
select (letter || '0000000-0000-4000-8000-00000000000' || number)::uuid, (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid,
  case number when 1 then 'aal2' else 'aal1' end::auth.aal_level, 'Laptop', now(), now()
from unnest(array['a', 'b', 'c']) as letter, generate_series(1, 3) as number;

create function pg_temp.use_session(session text) returns boolean language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(left(session, 1), 8) || '-0000-4000-8000-000000000000',
    'session_id', left(session, 1) || '0000000-0000-4000-8000-00000000000' || right(session, 1)
  )::text, true) is not null
$$;
create function pg_temp.token(name text) returns text language sql as $$ select rpad(name, 43, '-') $$;
-- Keeps the token; rotate_trusted_device.test.sql tests that a new one replaces it.
create function pg_temp.use_device(token text) returns boolean language sql as $$ select public.rotate_trusted_device(token, token) $$;

set local role authenticated;
select case when pg_temp.use_session(session) then is_empty(
  format('select * from public.trust_device(%L)', pg_temp.token('device')), 'no trust from ' || title
) end
from (values ('a2', 'a session before the second factor'), ('c1', 'aal2 without a factor'), ('c2', 'a user without a factor'), ('a9', 'an ended session'))
  as rejected (session, title);
reset role;
update auth.users set banned_until = now() + interval '1 day' where email = 'a@pgtap.example';
set local role authenticated;
select case when pg_temp.use_session('a1') then is_empty(
  format('select * from public.trust_device(%L)', pg_temp.token('device')), 'no trust from a banned user'
) end;
reset role;
update auth.users set banned_until = null where email = 'a@pgtap.example';
set local role authenticated;
select case when pg_temp.use_session('a1') then throws_ok(
  format('select * from public.trust_device(%L)', token), '22023', 'token_too_short', 'a guessable token: ' || coalesce(token, 'null')
) end
from unnest(array['', repeat('x', 42), null]) as token;
select case when pg_temp.use_session('a1') then results_eq(
  format('select expires_at from public.trust_device(%L)', pg_temp.token('device')), $$values (now() + interval '30 days')$$, 'a session at aal2 trusts its device'
) end;

-- Use

select case when pg_temp.use_session(session) then is(pg_temp.use_device(token), false, title) end
from (values
  ('a2', pg_temp.token('other'), 'an unknown token'),
  ('b2', pg_temp.token('device'), 'another user''s token'),
  ('c2', pg_temp.token('device'), 'another user''s token, without a factor'),
  ('a9', pg_temp.token('device'), 'an ended session')
) as rejected (session, token, title);
select case when pg_temp.use_session('a2') then is(public.has_sufficient_aal(), false, 'the session is as before') end;
select is(pg_temp.use_device(pg_temp.token('device')), true, 'the token of the device');
select is(pg_temp.use_device(pg_temp.token('device')), true, 'may be used again');
select results_eq('select public.has_sufficient_aal(), public.is_aal2()', 'values (true, false)', 'the session needs no second factor, and is not aal2');
select is_empty(format('select * from public.trust_device(%L)', pg_temp.token('another')), 'a trusted device cannot trust another');
select results_eq(
  'select user_agent, created_at, last_used_at, expires_at, is_current from public.list_trusted_devices()',
  $$values ('Laptop', now(), now(), now() + interval '30 days', true)$$, 'lists the trusted device'
);
select case when pg_temp.use_session(session) then is_empty('select * from public.list_trusted_devices()', 'lists nothing for ' || title) end
from (values ('a3', 'a session before the second factor'), ('b1', 'another user')) as rejected (session, title);

select case when pg_temp.use_session('a1') then results_eq(
  'select is_current from public.list_trusted_devices()', array[false], 'for another session of the user, it is not the current one'
) end;

-- Revocation

reset role;
select throws_ok(
  format('insert into private.trusted_devices (user_id, token_hash, factor_ids, user_agent, expires_at) values (%L, %L, %L, %L, now())',
    'aaaaaaaa-0000-4000-8000-000000000000', token_hash, factor_ids, user_agent),
  code, null, title
)
from (values
  (sha256(convert_to(pg_temp.token('device'), 'UTF8')), array[gen_random_uuid()], 'Laptop', '23505', 'a token belongs to one device'),
  ('token', array[gen_random_uuid()], 'Laptop', '23514', 'no token is stored'),
  (sha256('new'), '{}', 'Laptop', '23514', 'no device without a factor'),
  (sha256('new'), array[gen_random_uuid()], repeat('x', 301), '23514', 'no longer user agent')
) as rejected (token_hash, factor_ids, user_agent, code, title);
create temporary table device as select id from private.trusted_devices where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select case when pg_temp.use_session('a1') then isnt_empty(
  format('select * from public.trust_device(%L)', pg_temp.token('second device')), 'a second device'
) end;
grant select on device to authenticated;
set local role authenticated;
select case when pg_temp.use_session(session) then is(public.revoke_trusted_device(id), false, 'cannot be revoked by ' || title) end
from device, (values ('a3', 'a session before the second factor'), ('b1', 'another user')) as rejected (session, title);
select case when pg_temp.use_session('a1') then is(public.revoke_trusted_device(id), true, 'the owner revokes the trust') end from device;
select is(public.revoke_trusted_device(id), false, 'once') from device;
reset role;
select is_empty('select from private.trusted_sessions where device_id in (select id from device)', 'no session is on it any longer');
set local role authenticated;
select case when pg_temp.use_session('a2') then is(public.has_sufficient_aal(), false, 'its session needs the second factor at once') end;
select is(pg_temp.use_device(pg_temp.token('device')), false, 'its token is worth nothing');
select is(pg_temp.use_device(pg_temp.token('second device')), true, 'the other device is still trusted');
select case when pg_temp.use_session('a1') then is(
  (select array_agg(public.revoke_trusted_device(id)) from public.list_trusted_devices()), array[true], 'until its trust is revoked'
) end;

-- What ends the trust

create function pg_temp.used_after(statement text) returns text language plpgsql as $$
declare
  used text;
begin
  begin
    perform pg_temp.use_session('a1');
    perform public.trust_device(pg_temp.token('new'));
    perform pg_temp.use_session('a2');
    perform pg_temp.use_device(pg_temp.token('new'));
    execute statement;
    used := format('%s %s', public.has_sufficient_aal(), pg_temp.use_device(pg_temp.token('new')));
    perform pg_temp.use_session('a1');
    used := format('%s %s', used, (select count(*) from public.list_trusted_devices()));
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return used;
  end;
end
$$;
reset role;
select is(pg_temp.used_after('select'), 't t 1', 'trusted');
select is(pg_temp.used_after(statement), 'f f 0', 'not trusted after: ' || statement)
from unnest(array[
  $$update auth.users set encrypted_password = 'another' where id = 'aaaaaaaa-0000-4000-8000-000000000000'$$,
  $$insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
    values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'Tablet', 'totp', 'verified', now(), now())$$,
  'update private.trusted_devices set expires_at = now()'
]) as statement;
select is(pg_temp.used_after($$update auth.users set last_sign_in_at = now()$$), 't t 1', 'trusted after a sign-in');

-- At most ten devices per user. Concurrent calls wait: tests/cli/second-factor-races.test.ts

create function pg_temp.locks() returns bigint language sql as $$
  select count(*) from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
$$;
select is(pg_temp.locks(), 1::bigint, 'the user''s devices are locked');
set local role authenticated;
select case when pg_temp.use_session('b1') then is((select count(*) from public.trust_device(pg_temp.token('of B'))), 1::bigint, 'B trusts a device') end;
reset role;
select is(pg_temp.locks(), 2::bigint, 'users do not wait for each other');
update private.trusted_devices set expires_at = now() + interval '1 minute' where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
set local role authenticated;
select pg_temp.use_session('a1');
select count(*) from generate_series(1, 10) as number, public.trust_device(pg_temp.token('number ' || number));
reset role;
update private.trusted_devices set expires_at = now() + interval '1 hour' where token_hash = sha256(convert_to(pg_temp.token('number 5'), 'UTF8'));
set local role authenticated;
select isnt_empty(format('select * from public.trust_device(%L)', pg_temp.token('eleventh')), 'an eleventh device');
select is((select count(*) from public.list_trusted_devices()), 10::bigint, 'replaces one');
select pg_temp.use_session('a3');
select is(pg_temp.use_device(pg_temp.token('number 5')), false, 'the one that expires first');
select is(pg_temp.use_device(pg_temp.token('eleventh')), true, 'and is trusted');
select is((select count(*) from public.list_trusted_devices() where is_current), 1::bigint, 'only the device in use is the current one');
reset role;

-- An administrator signs the user out

select pg_temp.use_session('b1');
insert into public.user_roles (user_id, role) values ('bbbbbbbb-0000-4000-8000-000000000000', 'admin');
set local role authenticated;
select is(public.end_user_sessions('aaaaaaaa-0000-4000-8000-000000000000', 'a lost laptop'), 3, 'an administrator ends all sessions');
reset role;
select results_eq(
  'select distinct user_id::text from private.trusted_devices', array['bbbbbbbb-0000-4000-8000-000000000000'], 'and the trust in all devices of this user'
);
select results_eq(
  $$select type::text, count(*) from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and type::text like 'device.%' group by 1 order by 1$$,
  $$values ('device.trusted', 13::bigint), ('device.untrusted', 2)$$, 'trust is in the audit log'
);

select * from finish();
rollback;
