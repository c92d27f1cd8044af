-- Recovery codes replace the second factor, each of them once.
begin;
create extension if not exists pgtap with schema extensions;
select plan(67);

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('generate_recovery_codes', '{}'), ('recovery_codes_left', '{}'), ('use_recovery_code', '{text}')) as function (name, arguments)
order by role, name;

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example'),
  ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
select gen_random_uuid(), id, 'Phone', 'totp', 'verified', now(), now() from auth.users where email in ('a@pgtap.example', 'b@pgtap.example');
insert into auth.sessions (id, user_id, aal, created_at, updated_at) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal2', now(), now()),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('a0000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('b0000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('b0000000-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal2', now(), now()),
  ('c0000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('c0000000-0000-4000-8000-000000000002', 'cccccccc-0000-4000-8000-000000000000', 'aal2', now(), now());

create function pg_temp.use_session(session text) returns boolean language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(left(session, 1), 8) || '-0000-4000-8000-000000000000',
    'session_id', left(session, 1) || '0000000-0000-4000-8000-00000000000' || right(session, 1)
  )::text, true) is not null
$$;
create temporary table codes (number integer generated always as identity, owner text, code text);
grant select, insert on codes to authenticated;
create function pg_temp.code(of_owner text, of_number integer) returns text language sql as $$
  select code from pg_temp.codes where owner = of_owner order by number offset of_number - 1 limit 1
$$;

set local role authenticated;

-- Generation

select case when pg_temp.use_session(session) then throws_ok(
  'select public.generate_recovery_codes()', '42501', 'aal2_required', 'no codes for ' || title
) end
from (values ('a2', 'a session before the second factor'), ('c1', 'a user without a factor'), ('c2', 'aal2 without a factor'), ('a9', 'an ended session'))
  as rejected (session, title);
reset role;
update auth.users set banned_until = now() + interval '1 day' where email = 'b@pgtap.example';
set local role authenticated;
select case when pg_temp.use_session('b2') then throws_ok(
  'select public.generate_recovery_codes()', '42501', 'aal2_required', 'no codes for a banned user'
) end;
reset role;
update auth.users set banned_until = null where email = 'b@pgtap.example';
set local role authenticated;
select case when pg_temp.use_session('a1') then is(public.recovery_codes_left(), 0, 'no codes at first') end;
select case when pg_temp.use_session('a2') then is(public.use_recovery_code('00000000'), 'incorrect', 'without a set, no code works') end;
select pg_temp.use_session('a1');
insert into codes (owner, code) select 'old', unnest(public.generate_recovery_codes());
insert into codes (owner, code) select 'a', unnest(public.generate_recovery_codes());
select is(count(distinct code), 10::bigint, 'ten different codes') from codes where owner = 'a';
select is_empty($$select code from codes where code !~ '^[0-9A-HJKMNP-TV-Z]{8}$'$$, 'eight unambiguous characters');
select is(public.recovery_codes_left(), 10, 'ten codes are left');
select case when pg_temp.use_session('b2') then isnt_empty($$insert into codes (owner, code) select 'b', unnest(public.generate_recovery_codes()) returning code$$, 'codes of B') end;
reset role;
select is_empty(
  $$select from private.recovery_codes, codes where position(code in code_hash) > 0$$, 'only hashes are stored'
);
select is(count(distinct left(code_hash, 29)), 20::bigint, 'each code has a salt') from private.recovery_codes
where user_id in (select id from auth.users where email like '%@pgtap.example');
set local role authenticated;

-- Use

select case when pg_temp.use_session('a2') then is(public.recovery_codes_left(), 0, 'before the second factor, the count is not shown') end;
select is(public.use_recovery_code(code), 'incorrect', title)
from (values (pg_temp.code('old', 1), 'a replaced code'), (pg_temp.code('b', 1), 'a code of another user'), ('', 'no code'), (null, 'null'))
  as rejected (code, title);
select is(public.has_sufficient_aal(), false, 'the session is as before');
select is(public.use_recovery_code(lower(pg_temp.code('a', 1))), 'used', 'a code, in lower case');
select results_eq(
  'select public.has_sufficient_aal(), public.is_aal2(), public.recovery_codes_left()', 'values (true, true, 9)', 'raises the session to aal2'
);
select is(public.use_recovery_code(pg_temp.code('a', 1)), 'incorrect', 'a used code');
select case when pg_temp.use_session('a3') then is(public.has_sufficient_aal(), false, 'another session of the user is as before') end;
select is(public.use_recovery_code(translate(left(pg_temp.code('a', 2), 4) || '-' || right(pg_temp.code('a', 2), 4), '01', 'OL')), 'used', 'a code with a hyphen, O for 0 and L for 1');
select is(public.use_recovery_code(pg_temp.code('a', number)), 'used', 'code ' || number) from generate_series(3, 10) as number;
select is(public.recovery_codes_left(), 0, 'no codes are left');
select is(public.use_recovery_code(pg_temp.code('a', 10)), 'incorrect', 'the eleventh attempt');
select case when pg_temp.use_session('c1') then is(public.use_recovery_code(pg_temp.code('b', 1)), 'incorrect', 'a user without a factor') end;
select case when pg_temp.use_session('a9') then is(public.use_recovery_code(pg_temp.code('a', 10)), 'incorrect', 'an ended session') end;

-- Lock

reset role;
insert into private.recovery_code_attempts (user_id, failures, last_failure_at) values ('cccccccc-0000-4000-8000-000000000000', 5, now());
set local role authenticated;
select case when pg_temp.use_session('b1') then is(public.use_recovery_code('ZZZZZZZZ'), 'incorrect', 'failure ' || number) end
from generate_series(1, 5) as number;
select is(public.use_recovery_code(pg_temp.code('b', 1)), 'locked', 'after five failures, no code is accepted');
reset role;
update private.recovery_code_attempts set last_failure_at = last_failure_at - interval '14 minutes 59 seconds' where last_failure_at is not null;
set local role authenticated;
select is(public.use_recovery_code(pg_temp.code('b', 1)), 'locked', 'for almost 15 minutes');
select is(public.recovery_codes_left(), 0, 'the session is as before');
reset role;
update private.recovery_code_attempts set last_failure_at = last_failure_at - interval '1 second' where last_failure_at is not null;
set local role authenticated;
select is(public.use_recovery_code('ZZZZZZZZ'), 'incorrect', 'then attempts count from the start');
select is(public.use_recovery_code(pg_temp.code('b', 1)), 'used', 'and a code is accepted');
reset role;
select results_eq(
  $$select failures, last_failure_at from private.recovery_code_attempts where user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$,
  'values (0, null::timestamptz)', 'a success resets the failures'
);

select is(failures, 5, 'the failures of another user stay') from private.recovery_code_attempts where user_id = 'cccccccc-0000-4000-8000-000000000000';
update auth.mfa_factors set status = 'unverified' where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(public.use_recovery_code(pg_temp.code('b', 2)), 'incorrect', 'without a factor, no code is accepted');

-- Codes of the Auth server

insert into private.recovery_code_attempts (user_id) values ('aaaaaaaa-0000-4000-8000-000000000000') on conflict (user_id) do nothing;
insert into private.recovery_codes (user_id, code_hash) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'hash'), ('bbbbbbbb-0000-4000-8000-000000000000', 'hash');
create function pg_temp.codes_after_factor(type text) returns text language plpgsql as $$
begin
  -- A server before 2.197 does not have the type, and no codes of its own.
  if type = any (enum_range(null::auth.factor_type)::text[]) then
    execute format(
      $sql$insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
        values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', %L, %L, 'verified', now(), now())$sql$, type, type
    );
  else
    delete from private.recovery_code_attempts where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
  end if;
  return (select string_agg(distinct left(user_id::text, 1), '') from private.recovery_codes where user_id::text ~ '^[ab]{8}');
end
$$;
select is(pg_temp.codes_after_factor('webauthn'), 'ab', 'another factor leaves the codes as they are');
select is(pg_temp.codes_after_factor('recovery_code'), 'b', 'a set of codes at the Auth server replaces them');
delete from auth.mfa_factors where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and friendly_name in ('webauthn', 'recovery_code');

-- tests/cli/second-factor-races.test.ts shows that concurrent attempts wait.
update auth.mfa_factors set user_id = 'cccccccc-0000-4000-8000-000000000000' where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
update auth.mfa_factors set status = 'verified' where user_id = 'cccccccc-0000-4000-8000-000000000000';
update private.recovery_code_attempts set last_failure_at = now() where user_id = 'cccccccc-0000-4000-8000-000000000000';
select is(xmax, '0', 'the failures are not locked') from private.recovery_code_attempts where user_id = 'cccccccc-0000-4000-8000-000000000000';
select case when pg_temp.use_session('c1') then is(public.use_recovery_code('ZZZZZZZZ'), 'locked', 'an attempt') end;
select isnt(xmax, '0', 'locks them') from private.recovery_code_attempts where user_id = 'cccccccc-0000-4000-8000-000000000000';

-- Codes end with the last verified factor

delete from auth.mfa_factors where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
select gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', status::text, 'totp', status, now(), now()
from unnest(array['verified', 'unverified']::auth.factor_status[]) as status;
insert into private.recovery_code_attempts (user_id) values ('aaaaaaaa-0000-4000-8000-000000000000')
on conflict do nothing;
insert into private.recovery_codes (user_id, code_hash) values ('aaaaaaaa-0000-4000-8000-000000000000', 'hash');
delete from auth.mfa_factors where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and status = 'unverified';
select isnt_empty(
  $$select from private.recovery_codes where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$, 'codes outlive an abandoned enrollment'
);
delete from auth.mfa_factors where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is_empty(
  $$select from private.recovery_code_attempts left join private.recovery_codes using (user_id)
    where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$,
  'codes are deleted with the last verified factor'
);

-- The audit log, and deletion

select results_eq(
  $$select left(user_id::text, 1), type::text, result, reason, count(*) from public.audit_log
    where type in ('mfa.failed', 'mfa.recovery_code_used', 'mfa.recovery_codes_generated') and created_at >= now() group by 1, 2, 3, 4 order by 1, 2$$,
  $$values
    ('a', 'mfa.failed', 'failed', 'recovery_code', 6::bigint), ('a', 'mfa.recovery_code_used', 'ok', null, 10), ('a', 'mfa.recovery_codes_generated', 'ok', null, 2),
    ('b', 'mfa.failed', 'failed', 'recovery_code', 6), ('b', 'mfa.recovery_code_used', 'ok', null, 1), ('b', 'mfa.recovery_codes_generated', 'ok', null, 1)$$,
  'generation, use and failures are in the audit log, attempts without a set are not'
);
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is_empty(
  $$select from private.recovery_code_attempts as attempts left join private.recovery_codes using (user_id)
    where user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$,
  'codes and attempts are deleted with the account'
);

select * from finish();
rollback;
