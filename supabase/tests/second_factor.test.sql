-- What a session reaches before and after the second factor.
begin;
create extension if not exists pgtap with schema extensions;
select plan(85);

select function_privs_are('public', name, '{}'::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  unnest(array['has_sufficient_aal', 'is_aal2', 'session_assurance', 'withheld_permissions']) as name
order by role, name;

-- A has two verified factors, B none, C one that is not verified. All are admins.
truncate public.user_roles;
insert into auth.users (id, email, encrypted_password, email_change) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example', 'hash', 'new@pgtap.example'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example', 'hash', ''),
  ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example', 'hash', '');
insert into public.user_roles (user_id, role) select id, 'admin' from auth.users where email like '%@pgtap.example';
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at) values
  ('fa000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'Phone', 'totp', 'verified', now(), now()),
  ('fa000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'Tablet', 'totp', 'verified', now(), now()),
  ('fa000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'Unused', 'totp', 'unverified', now(), now()),
  ('fc000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000', 'Phone', 'totp', 'unverified', now(), now());
insert into auth.sessions (id, user_id, aal, created_at, updated_at) values
  ('a0000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('a0000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal2', now(), now()),
  ('a0000000-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('a0000000-0000-4000-8000-000000000004', 'aaaaaaaa-0000-4000-8000-000000000000', null, now(), now()),
  ('a0000000-0000-4000-8000-000000000005', 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('b0000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('b0000000-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000000', 'aal2', now(), now()),
  ('c0000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000', 'aal1', now(), now()),
  ('c0000000-0000-4000-8000-000000000002', 'cccccccc-0000-4000-8000-000000000000', 'aal2', now(), now());
insert into private.trusted_devices (id, user_id, token_hash, factor_ids, expires_at) values
  ('de000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', sha256('one'),
    '{fa000000-0000-4000-8000-000000000001, fa000000-0000-4000-8000-000000000002}', now() + interval '1 second'),
  ('de000000-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000000', sha256('two'),
    '{fa000000-0000-4000-8000-000000000001, fa000000-0000-4000-8000-000000000002}', now() + interval '1 day');
insert into private.trusted_sessions (session_id, device_id) values
  ('a0000000-0000-4000-8000-000000000003', 'de000000-0000-4000-8000-000000000001');
insert into public.notes (user_id, note) values ('aaaaaaaa-0000-4000-8000-000000000000', 'a note');
insert into public.organizations (id, slug, name) values ('aaaaaaaa-0000-4000-8000-000000000000', 'pgtap', 'pgTAP');
insert into public.organization_members (organization_id, user_id, role) values ('aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000', 'member');
insert into public.posts (author_id, title, body) values ('aaaaaaaa-0000-4000-8000-000000000000', 'A post', 'Text');
insert into public.materials (author_id, title, body) values ('aaaaaaaa-0000-4000-8000-000000000000', 'A material', 'Text');
insert into public.announcements (author_id, title, body) values ('aaaaaaaa-0000-4000-8000-000000000000', 'An announcement', 'Text');

create function pg_temp.claims(session text, more jsonb default '{}') returns text language sql as $$
  select jsonb_build_object('role', 'authenticated', 'sub', repeat(left(session, 1), 8) || '-0000-4000-8000-000000000000',
    'session_id', rpad(left(session, 1), 8, '0') || '-0000-4000-8000-00000000000' || right(session, 1)) || more
$$;
create function pg_temp.use_session(session text, more jsonb default '{}') returns boolean language sql as $$
  select set_config('request.jwt.claims', pg_temp.claims(session, more), true) is not null
$$;

set local role authenticated;

-- The state of a session

select case when pg_temp.use_session(session, more) then results_eq(
  $$select public.has_sufficient_aal(), public.is_aal2(), public.session_assurance()$$,
  format('values (%L::boolean, %L::boolean, %L::jsonb)', sufficient, aal2, jsonb_build_object(
    'has_factor', has_factor, 'is_aal2', aal2, 'is_sufficient', sufficient, 'reason', reason
  )),
  title
) end
from (values
  ('a1', '{}'::jsonb, false, false, true, 'aal2_required', 'a factor, not passed'),
  ('a1', '{"aal": "aal2", "amr": [{"method": "totp"}]}', false, false, true, 'aal2_required', 'a token that claims aal2'),
  ('a2', '{}', true, true, true, 'aal2', 'a factor, passed'),
  ('a2', '{"aal": "aal1"}', true, true, true, 'aal2', 'a factor, passed after the token was issued'),
  ('a3', '{}', true, false, true, 'trusted_device', 'a trusted device'),
  ('a4', '{}', false, false, true, 'aal2_required', 'a session without an assurance level'),
  ('a2', '{"sub": "bbbbbbbb-0000-4000-8000-000000000000"}', false, false, false, 'session_ended', 'another user''s session'),
  ('a3', '{"sub": "bbbbbbbb-0000-4000-8000-000000000000"}', false, false, false, 'session_ended', 'another user''s trusted session'),
  ('a9', '{}', false, false, false, 'session_ended', 'an ended session'),
  ('a2', '{"session_id": null}', false, false, false, 'session_ended', 'no session'),
  ('a2', '{"session_id": "no UUID"}', false, false, false, 'session_ended', 'an invalid session ID'),
  ('b1', '{}', true, false, false, 'no_factor', 'no factor'),
  ('b2', '{}', true, false, false, 'no_factor', 'aal2 without a factor'),
  ('c1', '{}', true, false, false, 'no_factor', 'a factor that is not verified'),
  ('c2', '{}', true, false, false, 'no_factor', 'aal2 and a factor that is not verified')
) as expected (session, more, sufficient, aal2, has_factor, reason, title);

select case when pg_temp.use_session('a2', '{"sub": "bbbbbbbb-0000-4000-8000-000000000000"}') then is(
  public.has_active_session(), false, 'another user''s session is not active'
) end;

-- Rows: every table that signed-in users can read

create function pg_temp.tables_reached() returns setof name language plpgsql as $$
declare
  one name;
  rows bigint;
begin
  for one in select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and has_any_column_privilege('authenticated', oid, 'select')
      and exists (select from pg_policy where polrelid = pg_class.oid and not polpermissive)
  loop
    execute format('select count(*) from public.%I', one) into rows;
    if rows > 0 then
      return next one;
    end if;
  end loop;
end
$$;
select case when pg_temp.use_session('a1') then is_empty('select pg_temp.tables_reached()', 'no table is reached before the second factor') end;
select case when pg_temp.use_session(session) then set_eq(
  'select pg_temp.tables_reached()', array['announcements', 'materials', 'notes', 'organization_members', 'organizations', 'posts', 'profiles', 'user_roles'], 'every table is reached: ' || title
) end
from (values ('a2', 'after the second factor'), ('a3', 'on a trusted device')) as reached (session, title);

select case when pg_temp.use_session('a1') then throws_ok(statement, '42501', null, statement) end
from unnest(array[
  $$insert into public.posts (title, body) values ('written', 'text')$$,
  $$insert into public.materials (title, body) values ('written', 'text')$$,
  $$insert into public.announcements (title, body) values ('written', 'text')$$,
  $$insert into public.notes (note) values ('written')$$
]) as statement;
select case when pg_temp.use_session('a1') then is_empty(statement, statement) end
from unnest(array[
  $$update public.notes set note = 'changed' returning id$$,
  $$delete from public.notes returning id$$,
  $$delete from public.posts returning id$$,
  $$update public.profiles set name = 'Changed' returning id$$
]) as statement;

-- Functions

select case when pg_temp.use_session('a1') then results_eq('select ' || call, format('values (%s)', result), call || ' before the second factor') end
from (values
  ('public.authorize(''posts.create'')', 'false'),
  ('public.current_permissions()', '''{}''::text[]'),
  ('public.withheld_permissions()', '''{}''::text[]'),
  ('public.has_password()', 'false'),
  ('public.cancel_email_change()', 'false'),
  ('public.claim_signup(null)', 'null::text'),
  ('public.end_session(''a0000000-0000-4000-8000-000000000002'')', 'false'),
  ('public.end_session(null)', 'false')
) as expected (call, result);
select case when pg_temp.use_session('a1') then is_empty(statement, statement || ' before the second factor') end
from unnest(array['select * from public.list_sessions()', 'select * from public.my_activity()']) as statement;
select case when pg_temp.use_session('a1') then throws_ok(statement, '42501', null, statement || ' before the second factor') end
from unnest(array[
  'select public.delete_account()',
  'select * from public.list_users()',
  $$select * from public.get_user('bbbbbbbb-0000-4000-8000-000000000000')$$,
  'select * from public.all_activity()',
  $$select public.grant_role('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', '')$$,
  $$select public.revoke_role('bbbbbbbb-0000-4000-8000-000000000000', 'admin', '')$$,
  $$select public.end_user_sessions('bbbbbbbb-0000-4000-8000-000000000000', '')$$
]) as statement;
select case when pg_temp.use_session(session) then results_eq('select ' || call, format('values (%s)', result), format('%s: %s', title, call)) end
from (values ('a2', 'after the second factor'), ('a3', 'on a trusted device')) as passed (session, title),
  (values
    ('public.authorize(''posts.create'')', 'true'),
    ('public.has_password()', 'true'),
    ('(select count(*) > 0 from public.list_sessions())', 'true'),
    ('(select count(*) > 0 from public.my_activity())', 'true')
  ) as expected (call, result);
select case when pg_temp.use_session('a1') then is(public.start_password_reset(), 'started', 'a recovery session reserves its one new password') end;
select case when pg_temp.use_session('a5') then is(
  public.end_session('a0000000-0000-4000-8000-000000000005'), true, 'a session ends itself before the second factor'
) end;
reset role;
select results_eq(
  $$select id::text from auth.sessions where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' order by 1$$,
  array['a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000003',
    'a0000000-0000-4000-8000-000000000004'],
  'and no other'
);

-- Permissions that require aal2

update public.role_permissions set requires_aal2 = role = 'admin' and permission = 'users.manage';
insert into public.role_permissions (role, permission) values ('member', 'users.manage') on conflict do nothing;
set local role authenticated;
select case when pg_temp.use_session(session) then results_eq(
  $$select public.authorize('users.manage'), 'users.manage' = any (public.current_permissions()), public.withheld_permissions()$$,
  format('values (%1$L::boolean, %1$L::boolean, %2$L::text[])', permitted, withheld),
  title
) end
from (values
  ('a2', true, '{}'::text[], 'users.manage after the second factor'),
  ('a3', false, '{users.manage}', 'users.manage on a trusted device'),
  ('a1', false, '{}', 'users.manage before the second factor'),
  ('b1', false, '{users.manage}', 'users.manage without a factor'),
  ('b2', false, '{users.manage}', 'users.manage at aal2 after the factor was removed'),
  ('c1', false, '{users.manage}', 'users.manage with a factor that is not verified')
) as expected (session, permitted, withheld, title);
select case when pg_temp.use_session('b1') then ok(public.authorize('audit.read'), 'a permission that does not require aal2') end;

-- Trust ends with the device, its time, and any change of the factors

create function pg_temp.trusted_after(statement text) returns boolean language plpgsql as $$
declare
  trusted boolean;
begin
  begin
    execute statement;
    perform pg_temp.use_session('a3');
    trusted := public.has_sufficient_aal();
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return trusted;
  end;
end
$$;
reset role;
select is(pg_temp.trusted_after('select'), true, 'a trusted device');
select is(pg_temp.trusted_after(statement), false, 'not trusted after: ' || statement)
from unnest(array[
  $$update private.trusted_devices set expires_at = now()$$,
  $$delete from private.trusted_devices$$,
  $$delete from private.trusted_sessions$$,
  $$update private.trusted_sessions set device_id = 'de000000-0000-4000-8000-000000000002'$$,
  $$delete from auth.mfa_factors where friendly_name = 'Tablet'$$,
  $$update auth.mfa_factors set status = 'verified' where friendly_name = 'Unused'$$,
  $$delete from auth.sessions where id = 'a0000000-0000-4000-8000-000000000003'$$
]) as statement;
select is(pg_temp.trusted_after('delete from auth.mfa_factors'), true, 'without a factor, no trust is needed');

-- Deletion

truncate public.user_roles;
delete from auth.users where email like '%@pgtap.example';
select is_empty('select from private.trusted_devices', 'devices are deleted with their user');
select is_empty('select from private.trusted_sessions', 'sessions on trusted devices are deleted with their user');

select * from finish();
rollback;
