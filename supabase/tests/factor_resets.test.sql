-- Administrators can have the factors of another user removed, after a delay in which the owner can cancel.
begin;
create extension if not exists pgtap with schema extensions;
select plan(75);

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('request_factor_reset', '{uuid,text}'), ('cancel_factor_reset', '{uuid}'), ('pending_factor_reset', '{}'), ('complete_factor_reset', '{}'))
    as function (name, arguments)
order by role, name;

-- A has lost the factors, B keeps one, C and D are admins, E has no factor.
truncate public.user_roles;
insert into auth.users (id, email, email_confirmed_at)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example', now() from unnest(array['a', 'b', 'c', 'd', 'e']) as letter;
insert into public.user_roles (user_id, role) values
  ('cccccccc-0000-4000-8000-000000000000', 'admin'), ('dddddddd-0000-4000-8000-000000000000', 'admin');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
select (number || substr(id::text, 2))::uuid, id, 'Phone ' || number, 'totp',
  case number when 3 then 'unverified' else 'verified' end::auth.factor_status, now(), now()
from auth.users, generate_series(1, 3) as number where email ~ '^[a-d]@pgtap.example';
insert into auth.sessions (id, user_id, aal, created_at, updated_at)
select (left(id::text, 1) || number || substr(id::text, 3))::uuid, id, case number when 1 then 'aal1' else 'aal2' end::auth.aal_level, now(), now()
from auth.users, generate_series(1, 2) as number where email like '_@pgtap.example';
insert into private.trusted_devices (id, user_id, token_hash, factor_ids, expires_at)
select id, id, sha256(convert_to(email, 'UTF8')), private.verified_factor_ids(id), now() + interval '1 day' from auth.users where email ~ '^[ab]@pgtap.example';
insert into private.recovery_code_attempts (user_id) select id from auth.users where email ~ '^[ab]@pgtap.example';
insert into private.recovery_codes (user_id, code_hash) select user_id, 'hash' from private.recovery_code_attempts;

create function pg_temp.use_session(session text) returns boolean language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(left(session, 1), 8) || '-0000-4000-8000-000000000000',
    'session_id', session || repeat(left(session, 1), 6) || '-0000-4000-8000-000000000000'
  )::text, true) is not null
$$;
create function pg_temp.call(session text, statement text) returns text language plpgsql as $$
declare
  result text;
begin
  perform pg_temp.use_session(session);
  set local role authenticated;
  execute statement into result;
  reset role;
  return coalesce(result, 'null');
exception when others then
  reset role;
  return sqlerrm;
end
$$;
create function pg_temp.state(of_user text) returns text language sql as $$
  select format('factors %s, codes %s, devices %s, sessions %s',
    (select count(*) from auth.mfa_factors where user_id = users.id), (select count(*) from private.recovery_codes where user_id = users.id),
    (select count(*) from private.trusted_devices where user_id = users.id), (select count(*) from auth.sessions where user_id = users.id))
  from auth.users where email = of_user || '@pgtap.example'
$$;

-- Requests

select is(pg_temp.call(session, format('select public.request_factor_reset(%L, %L)', repeat(of_user, 8) || '-0000-4000-8000-000000000000', reason)), message, title)
from (values
  ('a1', 'b', 'lost', 'permission denied', 'not by a user'),
  ('c1', 'a', 'lost', 'permission denied', 'not by an admin before the second factor'),
  ('c2', 'c', 'lost', 'cannot_reset_own_factors', 'not for oneself'),
  ('c2', 'e', 'lost', 'no_factor', 'not for a user without a factor'),
  ('c2', 'f', 'lost', 'no_factor', 'not for an unknown user'),
  ('c2', 'a', '', 'reason_required', 'not without a reason'),
  ('c2', 'a', '   ', 'reason_required', 'not with an empty reason'),
  ('c2', 'a', null, 'reason_required', 'not with null as the reason'),
  ('c2', 'a', repeat('x', 201), 'reason_required', 'not with a longer reason')
) as rejected (session, of_user, reason, message, title);
select is_empty('select from private.factor_resets', 'no reset is pending');
select is(
  pg_temp.call('c2', $$select public.request_factor_reset('aaaaaaaa-0000-4000-8000-000000000000', ' lost phone ') = now() + interval '24 hours'$$), 'true',
  'an admin requests a reset, due in a day'
);
select is(
  pg_temp.call('d2', $$select public.request_factor_reset('aaaaaaaa-0000-4000-8000-000000000000', 'again')$$), 'reset_pending', 'once'
);
select is(
  pg_temp.call('c2', $$select factor_reset_due_at = now() + interval '24 hours' from public.get_user('aaaaaaaa-0000-4000-8000-000000000000')$$), 'true', 'admins see when it is due'
);
select is(
  pg_temp.call('c2', $$select factor_reset_due_at is null from public.get_user('bbbbbbbb-0000-4000-8000-000000000000')$$), 'true',
  'other users have no reset pending'
);
select is(
  pg_temp.call('c2', $$select factors from public.get_user('aaaaaaaa-0000-4000-8000-000000000000')$$)::jsonb,
  (select jsonb_agg(jsonb_build_object('type', 'totp', 'name', name, 'created_at', now())) from unnest(array['Phone 1', 'Phone 2']) as name),
  'and which factors the user has'
);
select is(pg_temp.call('c2', $$select factors from public.list_users('e@pgtap.example')$$), '[]', 'a user without factors');

-- The owner

select is(pg_temp.call('a1', 'select due_at = now() + interval ''24 hours'' from public.pending_factor_reset()'), 'true', 'the owner sees it before the second factor');
select is(pg_temp.call('b2', 'select due_at from public.pending_factor_reset()'), 'null', 'another user does not');
select is(pg_temp.call('a1', 'select public.complete_factor_reset()'), 'false', 'it is not due');
select is(pg_temp.call('a1', $$select public.has_sufficient_aal()$$), 'false', 'and the second factor is still required');
select is(pg_temp.call('b2', 'select public.cancel_factor_reset()'), 'false', 'another user has nothing to cancel');
select is(pg_temp.call('b2', $$select public.cancel_factor_reset('aaaaaaaa-0000-4000-8000-000000000000')$$), 'permission denied', 'and cannot cancel the owner''s');
select is(pg_temp.call('c1', $$select public.cancel_factor_reset('aaaaaaaa-0000-4000-8000-000000000000')$$), 'permission denied', 'nor can an admin before the second factor');
select is(pg_temp.call('a9', $$select public.cancel_factor_reset()$$), 'false', 'nor an ended session of the owner');
select is(pg_temp.call('a1', 'select public.cancel_factor_reset()'), 'true', 'the owner cancels it before the second factor');
select is(pg_temp.call('a1', 'select public.cancel_factor_reset()'), 'false', 'once');
select is(pg_temp.call('c2', $$select public.request_factor_reset('aaaaaaaa-0000-4000-8000-000000000000', 'again') is not null$$), 'true', 'a reset can be requested again');
select is(pg_temp.call('d2', $$select public.cancel_factor_reset('aaaaaaaa-0000-4000-8000-000000000000')$$), 'true', 'another admin cancels it');
select is(pg_temp.state('a'), 'factors 3, codes 1, devices 1, sessions 2', 'nothing has changed');

-- Completion

select is(pg_temp.call('c2', $$select public.request_factor_reset('aaaaaaaa-0000-4000-8000-000000000000', 'lost phone') is not null$$), 'true', 'requested for A');
select is(pg_temp.call('d2', $$select public.request_factor_reset('bbbbbbbb-0000-4000-8000-000000000000', 'lost phone') is not null$$), 'true', 'requested for B');
update private.factor_resets set due_at = now() where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
update private.factor_resets set due_at = now() + interval '1 second' where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(pg_temp.call('b1', 'select public.complete_factor_reset()'), 'false', 'B’s reset is not due');
select is(pg_temp.call('a1', 'select public.complete_factor_reset()'), 'true', 'A completes it');
select is(pg_temp.state('a'), 'factors 0, codes 0, devices 0, sessions 1', 'factors, codes, devices and other sessions are gone');
select is(pg_temp.call('a1', 'select public.has_sufficient_aal()'), 'true', 'the session needs no second factor');
select is(pg_temp.call('a1', 'select public.complete_factor_reset()'), 'false', 'once');
select set_config('request.jwt.claims', '', true);
select lives_ok('select private.apply_retention()', 'the scheduled function runs');
select is(pg_temp.state('b'), 'factors 3, codes 1, devices 1, sessions 2', 'B’s reset waits');
update private.factor_resets set due_at = now();
update private.trusted_devices set expires_at = now() where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
update public.user_roles set expires_at = now() where user_id = 'dddddddd-0000-4000-8000-000000000000' and role = 'admin';
select set_config('request.jwt.claims', '', true);
select lives_ok('select private.apply_retention()', 'the scheduled function runs after the admin has lost the role');
select is(pg_temp.state('b'), 'factors 3, codes 1, devices 0, sessions 2', 'B keeps the factors, but no expired device');
select is_empty('select from private.factor_resets', 'the reset is canceled');
select is(pg_temp.call('c2', $$select public.request_factor_reset('bbbbbbbb-0000-4000-8000-000000000000', 'lost phone') is not null$$), 'true', 'requested for B by an admin');
update private.factor_resets set due_at = now();
create function pg_temp.completed_after(statement text) returns boolean language plpgsql as $$
declare
  completed boolean;
begin
  begin
    execute statement;
    completed := private.complete_factor_reset('bbbbbbbb-0000-4000-8000-000000000000');
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return completed;
  end;
end
$$;
insert into public.user_roles (user_id, role) values ('eeeeeeee-0000-4000-8000-000000000000', 'admin');
select is(pg_temp.completed_after(statement), expected, format('completed after %s: %s', statement, expected))
from (values
  ($$update public.user_roles set expires_at = now() + interval '1 second' where user_id = 'cccccccc-0000-4000-8000-000000000000' and role = 'admin'$$, true),
  ($$update public.user_roles set role = 'mentor' where user_id = 'cccccccc-0000-4000-8000-000000000000' and role = 'admin'$$, false),
  ($$update auth.users set banned_until = now() where id = 'cccccccc-0000-4000-8000-000000000000'$$, true),
  ($$update auth.users set banned_until = now() + interval '1 second' where id = 'cccccccc-0000-4000-8000-000000000000'$$, false),
  ($$update auth.users set deleted_at = now() where id = 'cccccccc-0000-4000-8000-000000000000'$$, false)
) as expected (statement, expected);
select set_config('request.jwt.claims', '', true);
select lives_ok('select private.apply_retention()', 'the scheduled function runs');
select is(pg_temp.state('b'), 'factors 0, codes 0, devices 0, sessions 0', 'B has been reset');

set constraints all immediate;
select results_eq(
  $$select type::text, left(actor_id::text, 1), reason from public.audit_log
    where user_id in ('aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000')
      and type::text like 'mfa.reset%' order by user_id, id$$,
  $$values
    ('mfa.reset_requested', 'c', 'lost phone'), ('mfa.reset_canceled', 'a', null), ('mfa.reset_requested', 'c', 'again'), ('mfa.reset_canceled', 'd', null),
    ('mfa.reset_requested', 'c', 'lost phone'), ('mfa.reset', 'a', null),
    ('mfa.reset_requested', 'd', 'lost phone'), ('mfa.reset_canceled', null, 'the administrator no longer has the permission'),
    ('mfa.reset_requested', 'c', 'lost phone'), ('mfa.reset', null, null)$$,
  'every step is in the audit log'
);
select is(count(*), 3::bigint, 'and why the sessions ended') from public.audit_log
where type = 'session.ended' and reason = 'two-factor authentication reset'
  and user_id in ('aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000');
select is(
  pg_temp.call('a1', $$select string_agg(reason, ', ') from public.my_activity() where type = 'mfa.reset_requested'$$), 'null',
  'the owner does not see what the admin wrote'
);

-- Who passes the second factor has not lost it

select set_config('request.jwt.claims', '', true);
insert into private.factor_resets (user_id, due_at) values ('dddddddd-0000-4000-8000-000000000000', now());
create function pg_temp.is_pending_after(statement text) returns boolean language plpgsql as $$
begin
  execute statement;
  return exists (select from private.factor_resets where user_id = 'dddddddd-0000-4000-8000-000000000000');
end
$$;
select is(pg_temp.is_pending_after(statement), expected, title)
from (values
  ($$update auth.sessions set updated_at = now() where id::text ~ '^d[12]'$$, true, 'a refresh cancels no reset'),
  ($$update auth.sessions set aal = 'aal2' where id::text ~ '^[ac]1'$$, true, 'nor does the second factor of another user'),
  ($$update auth.sessions set aal = 'aal1' where id::text ~ '^d2'$$, true, 'nor a lowered session'),
  ($$update auth.sessions set aal = 'aal2' where id::text ~ '^d1'$$, false, 'the second factor of its owner does')
) as step (statement, expected, title);
set constraints all immediate;
select is(
  (select format('%s %s %s', left(session_id::text, 2), type, reason) from public.audit_log where user_id = 'dddddddd-0000-4000-8000-000000000000' order by id desc limit 1),
  'd1 mfa.reset_canceled the second factor was used', 'and is in the audit log'
);
set constraints all deferred;
insert into private.factor_resets (user_id, due_at) values ('dddddddd-0000-4000-8000-000000000000', now());
alter table private.pending_audit add constraint broken check (id < 0) not valid;
select lives_ok($$update auth.sessions set aal = 'aal2' where id::text ~ '^d2'$$, 'an error does not stop the Auth server');
alter table private.pending_audit drop constraint broken;
select is(pg_temp.is_pending_after('select'), true, 'the reset is still pending');
delete from private.factor_resets;
update auth.sessions set aal = 'aal1' where id::text ~ '^d2';
update auth.sessions set aal = 'aal2' where id::text ~ '^d2';
set constraints all immediate;
select is(count(*), 1::bigint, 'without a reset, none is canceled') from public.audit_log
where user_id = 'dddddddd-0000-4000-8000-000000000000' and type = 'mfa.reset_canceled';
set constraints all deferred;

-- Deletion

select is(pg_temp.call('c2', $$select public.request_factor_reset('dddddddd-0000-4000-8000-000000000000', 'lost phone') is not null$$), 'true', 'requested for D');
delete from auth.users where id = 'cccccccc-0000-4000-8000-000000000000';
select results_eq(
  'select user_id, requested_by from private.factor_resets', $$values ('dddddddd-0000-4000-8000-000000000000'::uuid, null::uuid)$$,
  'a reset is kept when the admin who requested it is deleted'
);
delete from auth.users where id = 'dddddddd-0000-4000-8000-000000000000';
select is_empty('select from private.factor_resets', 'a reset is deleted with its user');

select * from finish();
rollback;
