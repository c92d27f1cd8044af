-- Sessions end after the idle and absolute time-outs in private.session_limits.
begin;
create extension if not exists pgtap with schema extensions;
select plan(49);

select function_privs_are('public', name, '{}'::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role, unnest(array['session_times', 'touch_session']) as name
order by role, name;
select results_eq(
  'select idle_timeout, absolute_timeout from private.session_limits', 'values (null::interval, null::interval)', 'both are off by default'
);
select throws_ok(statement, sqlstate, null, statement)
from (values
  ('insert into private.session_limits default values', '23505'),
  ('insert into private.session_limits (id) values (false)', '23514'),
  ($$update private.session_limits set idle_timeout = '0'$$, '23514'),
  ($$update private.session_limits set absolute_timeout = '-1 hour'$$, '23514')
) as rejected (statement, sqlstate);

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'), ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');
insert into auth.sessions (id, user_id, created_at, updated_at) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', now() - interval '2 hours', now() - interval '2 hours'),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', now(), now());
insert into public.notes (user_id, note) values ('aaaaaaaa-0000-4000-8000-000000000000', 'a note');
create function pg_temp.use_session(number integer, sub text default 'aaaaaaaa') returns boolean language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', sub || '-0000-4000-8000-000000000000', 'session_id', 'a0000000-0000-4000-8000-00000000000' || number
  )::text, true) is not null
$$;
-- What the session of two hours reaches, with these limits and after this statement
create function pg_temp.reached(idle text, absolute text, statement text default 'select') returns text language plpgsql as $$
declare
  reached text;
begin
  begin
    update private.session_limits set idle_timeout = idle::interval, absolute_timeout = absolute::interval;
    perform pg_temp.use_session(1);
    execute statement;
    set local role authenticated;
    reached := format(
      'active %s, notes %s, times %s %s', public.has_active_session(), (select count(*) from public.notes),
      public.session_times() ->> 'is_active', coalesce(extract(epoch from (public.session_times() ->> 'expires_at')::timestamptz - now())::integer::text, '-')
    );
    reset role;
    perform pg_temp.use_session(2);
    reached := reached || ', listed ' || (select count(*) from public.list_sessions());
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return reached;
  end;
end
$$;

select is(pg_temp.reached(idle, absolute, statement), expected, format('idle %s, absolute %s: %s', idle, absolute, statement))
from (values
  (null, null, 'select', 'active t, notes 1, times true -, listed 2'),
  ('2 hours 1 second', null, 'select', 'active t, notes 1, times true 1, listed 2'),
  ('2 hours', null, 'select', 'active f, notes 0, times false 0, listed 1'),
  (null, '2 hours 1 second', 'select', 'active t, notes 1, times true 1, listed 2'),
  (null, '2 hours', 'select', 'active f, notes 0, times false 0, listed 1'),
  ('3 hours', '1 hour', 'select', 'active f, notes 0, times false -3600, listed 1'),
  ('1 hour', '3 hours', 'select', 'active f, notes 0, times false -3600, listed 1'),
  ('3 hours', '4 hours', 'select', 'active t, notes 1, times true 3600, listed 2'),
  -- Activity
  ('3 hours', null, 'select public.touch_session()', 'active t, notes 1, times true 10800, listed 2'),
  ('3 hours', '4 hours', 'select public.touch_session()', 'active t, notes 1, times true 7200, listed 2'),
  ('3 hours', null, $$update auth.sessions set refreshed_at = now() at time zone 'utc' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'active t, notes 1, times true 10800, listed 2'),
  (null, '3 hours', $$update auth.sessions set refreshed_at = now() at time zone 'utc' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'active t, notes 1, times true 3600, listed 2'),
  -- What has timed out stays so
  ('1 hour', null, 'select public.touch_session()', 'active f, notes 0, times false -3600, listed 1'),
  ('1 hour', null, $$update auth.sessions set refreshed_at = now() at time zone 'utc' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'active f, notes 0, times false 0, listed 1'),
  ('1 hour', null, $$update auth.sessions set updated_at = now(), not_after = 'infinity' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'active f, notes 0, times false 0, listed 1'),
  ('1 hour', null, $$update auth.sessions set not_after = now() - interval '1 second' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'active f, notes 0, times false -3600, listed 1')
) as expected (idle, absolute, statement, expected);

-- Which limit ends it
create function pg_temp.ends(idle text, absolute text, statement text default 'select') returns text language plpgsql as $$
declare
  ends text;
begin
  begin
    update private.session_limits set idle_timeout = idle::interval, absolute_timeout = absolute::interval;
    perform pg_temp.use_session(1);
    execute statement;
    set local role authenticated;
    ends := concat_ws(' ', public.touch_session() ->> 'is_active', public.touch_session() ->> 'expires_by', public.touch_session() ->> 'expires_in_seconds');
    reset role;
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return ends;
  end;
end
$$;
select is(pg_temp.ends(idle, absolute, statement), expected, format('idle %s, absolute %s ends: %s', idle, absolute, statement))
from (values
  (null, null, 'select', 'true'),
  ('3 hours', null, 'select', 'true idle 10800'),
  ('3 hours', '4 hours', 'select', 'true absolute 7200'),
  ('1 hour', '8 hours', 'select', 'false idle -3600'),
  ('3 hours', '2 hours', 'select', 'false absolute 0'),
  ('1 hour', '8 hours', $$update auth.sessions set refreshed_at = now() at time zone 'utc' where id = 'a0000000-0000-4000-8000-000000000001'$$,
    'false idle 0'),
  (null, null, $$update auth.sessions set not_after = now() where id = 'a0000000-0000-4000-8000-000000000001'$$, 'false 0')
) as expected (idle, absolute, statement, expected);

set local timezone to 'Asia/Tokyo';
select is(
  pg_temp.reached('3 hours', null, $$update auth.sessions set refreshed_at = now() at time zone 'utc' where id = 'a0000000-0000-4000-8000-000000000001'$$),
  'active t, notes 1, times true 10800, listed 2', 'the limits do not depend on the time zone'
);
set local timezone to 'UTC';

-- What the functions tell

update private.session_limits set idle_timeout = '30 minutes', absolute_timeout = '8 hours';
set local role authenticated;
select case when pg_temp.use_session(2) then is(public.touch_session() ->> 'is_active', 'true', 'an active session is touched') end;
select is(
  public.session_times() - '{started_at,last_active_at,expires_at}'::text[],
  '{"is_active": true, "idle_timeout_seconds": 1800, "absolute_timeout_seconds": 28800, "expires_in_seconds": 1800, "expires_by": "idle"}',
  'the limits in seconds'
);
select is((public.session_times() ->> name)::timestamptz, expected, name)
from (values ('started_at', now()), ('last_active_at', now()), ('expires_at', now() + interval '30 minutes')) as times (name, expected);
select case when pg_temp.use_session(1) then is(public.touch_session() ->> 'is_active', 'false', 'a timed-out session is not touched') end;
select case when pg_temp.use_session(9) then is(public.session_times(), null, 'an unknown session has no times') end;
select is(public.touch_session(), null, 'and is not touched');
select case when pg_temp.use_session(2, 'bbbbbbbb') then is(public.session_times(), null, 'another user''s session has no times') end;
select is(public.touch_session(), null, 'and is not touched');
reset role;
select results_eq(
  'select session_id::text, last_active_at from private.session_activity', $$values ('a0000000-0000-4000-8000-000000000002', now())$$, 'one session was touched'
);
update private.session_activity set last_active_at = now() - interval '59 seconds';
select pg_temp.use_session(2);
select public.touch_session();
select is(last_active_at, now() - interval '59 seconds', 'activity is written once a minute') from private.session_activity;
update private.session_activity set last_active_at = now() - interval '61 seconds';
select public.touch_session();
select is(last_active_at, now(), 'and after a minute again') from private.session_activity;

delete from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is_empty('select from private.session_activity', 'activity is deleted with its session');

select * from finish();
rollback;
