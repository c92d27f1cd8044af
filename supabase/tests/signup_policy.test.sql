-- Who may sign up: the hook of the Auth server, its setting, and access that ends.
begin;
create extension if not exists pgtap with schema extensions;
select no_plan();

-- Grants

select function_privs_are('private', 'before_user_created', '{jsonb}', role, case role when 'supabase_auth_admin' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role', 'supabase_auth_admin']) as role order by role;
select ok(has_schema_privilege('supabase_auth_admin', 'private', 'usage'), 'the Auth server reaches the hook');
select function_privs_are('public', 'signup_mode', '{}', role, case role when 'anon' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;
select function_privs_are('public', name, arguments, role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from (values ('set_signup_mode', array['text']), ('allow_signup', array['text']), ('disallow_signup', array['text']),
  ('list_signup_allowlist', array['text', 'integer'])) as admin (name, arguments),
  unnest(array['anon', 'authenticated', 'service_role']) as role order by name, role;
select table_privs_are('private', name, role, '{}')
from unnest(array['signup_policy', 'allowed_signups']) as name, unnest(array['anon', 'authenticated', 'service_role', 'supabase_auth_admin']) as role;

-- Modes

-- On a hosted project, no one may assume the role of the Auth server: its grants are tested above.
select ok(prosecdef, 'the hook reads the tables for the Auth server') from pg_proc where oid = 'private.before_user_created(jsonb)'::regprocedure;
create function pg_temp.hook(email text) returns jsonb language sql as $$
  select private.before_user_created(jsonb_build_object('metadata', '{}'::jsonb, 'user', jsonb_build_object('email', email)))
$$;
create function pg_temp.refused() returns jsonb language sql as $$
  select '{"error": {"http_code": 403, "message": "signup_not_allowed"}}'::jsonb
$$;
insert into private.allowed_signups (entry, source, expires_at, access_until) values
  ('listed@a.example', 'allowlist', null, null),
  ('@b.example', 'allowlist', null, null),
  ('invited@c.example', 'invitation', now() + interval '1 day', null),
  ('late@c.example', 'invitation', now(), null),
  ('approved@d.example', 'request', null, now() + interval '1 day'),
  ('over@d.example', 'request', null, now());

select is(mode, 'open', 'everyone may sign up by default') from private.signup_policy;
select is(pg_temp.hook('anyone@e.example'), '{}', 'open allows any address');
select is(pg_temp.hook(''), '{}', 'and users without one');
select is(pg_temp.hook('signup-hook-check@example.com'), pg_temp.refused(), 'but never the address of the doctor');

update private.signup_policy set mode = 'invited';
select is(pg_temp.hook(email), case when allowed then '{}' else pg_temp.refused() end, 'invited: ' || email)
from (values
  ('invited@c.example', true), ('Invited@C.Example', true), ('listed@a.example', true), ('approved@d.example', true),
  ('late@c.example', false), ('over@d.example', false), ('anyone@b.example', false), ('other@a.example', false), ('', false)
) as attempt (email, allowed);
select is(private.before_user_created('{}'), pg_temp.refused(), 'an event without a user is rejected');

update private.signup_policy set mode = 'allowlist';
select is(pg_temp.hook(email), case when allowed then '{}' else pg_temp.refused() end, 'allowlist: ' || email)
from (values
  ('listed@a.example', true), ('anyone@b.example', true), ('Anyone@B.Example', true), ('"a@e.example"@b.example', true),
  ('anyone@sub.b.example', false), ('anyone@notb.example', false), ('anyone@b.example@e.example', false), ('@b.example', false),
  ('anyone@a.example', false)
) as attempt (email, allowed);

update private.signup_policy set mode = 'request';
select is(pg_temp.hook('approved@d.example'), '{}', 'request: an approved address');
select is(pg_temp.hook('anyone@b.example'), pg_temp.refused(), 'request: domains do not count');
select throws_ok($$update private.signup_policy set mode = 'closed'$$, '23514', null, 'there is no other mode');
select throws_ok($$insert into private.signup_policy default values$$, '23505', null, 'there is one policy');
select throws_ok($$insert into private.signup_policy (id, mode) values (false, 'open')$$, '23514', null, 'and no second one can allow what it rejects');
select throws_ok($$insert into private.allowed_signups (entry, source) values ('@d.example', 'invitation')$$, '23514', null, 'a domain cannot be invited');
select throws_ok($$insert into private.allowed_signups (entry, source) values ('Upper@d.example', 'allowlist')$$, '23514', null, 'entries are in lower case');
select throws_ok(
  $$insert into private.allowed_signups (entry, source) values ('me@d.example', 'friend')$$, '23514', null, 'an entry comes from the allowlist, an invitation, or a request'
);
savepoint without_policy;
delete from private.signup_policy;
select is(pg_temp.hook('anyone@e.example'), pg_temp.refused(), 'without a policy, no one may sign up');
rollback to without_policy;

-- Access that ends

create function pg_temp.add_user(new_id uuid, address text) returns jsonb language sql as $$
  insert into auth.users (id, email, raw_app_meta_data, email_confirmed_at) values (new_id, address, '{"provider": "email"}', now())
  returning raw_app_meta_data
$$;
insert into private.allowed_signups (entry, source, access_until) values
  ('approved@d.example', 'invitation', now() + interval '2 days'), ('both@d.example', 'request', now() + interval '1 day'),
  ('both@d.example', 'invitation', null);
select is(
  (pg_temp.add_user('d1000000-0000-4000-8000-000000000000', 'approved@d.example') ->> 'access_until')::timestamptz,
  now() + interval '2 days', 'a new account has the latest end of access'
);
select is(pg_temp.add_user('d2000000-0000-4000-8000-000000000000', 'both@d.example'), '{"provider": "email"}', 'and none if one entry has none');
select is(
  pg_temp.add_user('d3000000-0000-4000-8000-000000000000', 'created@e.example'), '{"provider": "email"}', 'or if it was created with the secret key'
);
update private.signup_policy set mode = 'open';
delete from auth.users where id = 'd1000000-0000-4000-8000-000000000000';
insert into private.allowed_signups (entry, source, access_until) values ('open@d.example', 'request', now() + interval '1 day');
select is(pg_temp.add_user('d4000000-0000-4000-8000-000000000000', 'open@d.example'), '{"provider": "email"}', 'where everyone may sign up, access does not end');
update private.signup_policy set mode = 'request';
select is(pg_temp.add_user('d5000000-0000-4000-8000-000000000000', 'over@d.example'), '{"provider": "email"}', 'an entry that is over gives no end');

insert into private.allowed_signups (entry, source, access_until) values ('guest@d.example', 'request', now() + interval '1 day');
select isnt(pg_temp.add_user('d6000000-0000-4000-8000-000000000000', 'guest@d.example') ->> 'access_until', null, 'a guest');
insert into auth.sessions (id, user_id, created_at, updated_at)
values ('d6000000-0000-4000-8000-000000000000', 'd6000000-0000-4000-8000-000000000000', now(), now());
create function pg_temp.is_active(of_user uuid) returns boolean language plpgsql as $$
declare
  result boolean;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', of_user, 'session_id', of_user)::text, true);
  set local role authenticated;
  result := public.has_active_session();
  reset role;
  return result;
end
$$;
select ok(pg_temp.is_active('d6000000-0000-4000-8000-000000000000'), 'has an active session before access ends');
update auth.users set raw_app_meta_data = '{"provider": "email"}' where email = 'guest@d.example';
select isnt(raw_app_meta_data ->> 'access_until', null, 'the Auth server cannot remove the end') from auth.users where email = 'guest@d.example';
update auth.users set raw_app_meta_data = null where email = 'guest@d.example';
select isnt(raw_app_meta_data ->> 'access_until', null, 'not even with all metadata') from auth.users where email = 'guest@d.example';
update auth.users set raw_app_meta_data = '{"access_until": "2000-01-01"}' where email in ('created@e.example', 'guest@d.example');
select results_eq(
  $$select (raw_app_meta_data ->> 'access_until')::timestamptz from auth.users where email in ('created@e.example', 'guest@d.example') order by email$$,
  $$values (null::timestamptz), (now() + interval '1 day')$$, 'or set another one'
);
update private.signup_policy set mode = 'open';
update auth.users set last_sign_in_at = now() where email = 'guest@d.example';
select isnt(raw_app_meta_data ->> 'access_until', null, 'a sign-in after the policy became open keeps the end') from auth.users where email = 'guest@d.example';
update private.signup_policy set mode = 'request';
select private.set_access_until('d6000000-0000-4000-8000-000000000000', now());
select ok(not pg_temp.is_active('d6000000-0000-4000-8000-000000000000'), 'and none afterwards');
select private.set_access_until('d6000000-0000-4000-8000-000000000000', null);
select ok(pg_temp.is_active('d6000000-0000-4000-8000-000000000000'), 'and one again once access does not end');
-- Changes by administrators

insert into auth.users (id, email, email_confirmed_at) values
  ('a0000000-0000-4000-8000-000000000000', 'admin@f.example', now()), ('b0000000-0000-4000-8000-000000000000', 'member@f.example', now());
insert into public.user_roles (user_id, role, reason) values ('a0000000-0000-4000-8000-000000000000', 'admin', 'test');
insert into auth.sessions (id, user_id, created_at, updated_at)
select id, id, now(), now() from auth.users where email like '%@f.example';
create procedure pg_temp.act_as(name text) language sql as $$
  select set_config('request.jwt.claims', (
    select jsonb_build_object('role', 'authenticated', 'sub', id, 'session_id', id) from auth.users where email = act_as.name || '@f.example'
  )::text, true);
$$;

call pg_temp.act_as('member');
set local role authenticated;
select throws_ok(statement, '42501', null, 'a member cannot: ' || statement) from unnest(array[
  $$select public.set_signup_mode('open')$$, $$select public.allow_signup('me@g.example')$$,
  $$select public.disallow_signup('listed@a.example')$$, $$select * from public.list_signup_allowlist()$$
]) as statement;
reset role;
call pg_temp.act_as('admin');
set local role authenticated;
select public.set_signup_mode('allowlist');
select public.set_signup_mode('allowlist');
select throws_ok($$select public.set_signup_mode('closed')$$, '22023', 'unknown_signup_mode', 'an unknown mode is rejected');
select throws_ok($$select public.set_signup_mode(null)$$, '22023', 'unknown_signup_mode', 'and none');
select public.allow_signup(' Me@G.Example ');
select public.allow_signup('@h.example');
select public.allow_signup('@h.example');
select throws_ok(format('select public.allow_signup(%L)', entry), '22023', 'invalid_signup_entry', format('not an entry: %L', entry))
from unnest(array['g.example', '@', 'a@b', 'a b@g.example', 'a@b@g.example', repeat('a', 320) || '@g.example', null]) as entry;
select results_eq(
  'select entry from public.list_signup_allowlist()', array['@b.example', '@h.example', 'listed@a.example', 'me@g.example'], 'the allowlist'
);
select results_eq($$select entry from public.list_signup_allowlist('@b.example', 2)$$, array['@h.example', 'listed@a.example'], 'in pages');
select results_eq($$select entry from public.list_signup_allowlist('', 0)$$, array['@b.example'], 'of at least one entry');
select ok(public.disallow_signup('@h.example') and public.disallow_signup('me@g.example'), 'an entry is removed');
select ok(not public.disallow_signup('@h.example'), 'once');
select ok(not public.disallow_signup('invited@c.example'), 'an invitation is no entry of the allowlist');
reset role;
select is(pg_temp.hook('me@g.example'), pg_temp.refused(), 'and counts no longer');
select results_eq(
  $$select reason from public.audit_log where type = 'signup_policy.changed' and actor_id = 'a0000000-0000-4000-8000-000000000000' order by id$$,
  array['mode allowlist', 'allowed an address', 'allowed @h.example', 'removed @h.example', 'removed an address'],
  'the audit log has each change once, without addresses'
);
set local role anon;
select is(public.signup_mode(), 'allowlist', 'everyone may know the mode');
reset role;
select throws_ok(
  $$insert into auth.users (id, email) values (gen_random_uuid(), 'signup-hook-check@example.com')$$, '22023', 'signup_hook_missing',
  'the address of the doctor never gets an account'
);

-- An admin whose access ends is not the last one

delete from public.user_roles where role = 'admin' and user_id <> 'a0000000-0000-4000-8000-000000000000';
insert into public.user_roles (user_id, role, reason) values ('b0000000-0000-4000-8000-000000000000', 'admin', 'test');
select private.set_access_until('b0000000-0000-4000-8000-000000000000', now() + interval '1 day');
select throws_ok(
  $$delete from public.user_roles where role = 'admin' and user_id = 'a0000000-0000-4000-8000-000000000000'$$, '22023', 'last_admin',
  'the other admin stays'
);
select private.set_access_until('b0000000-0000-4000-8000-000000000000', null);
select lives_ok(
  $$delete from public.user_roles where role = 'admin' and user_id = 'a0000000-0000-4000-8000-000000000000'$$, 'until access does not end'
);
select * from finish();
rollback;
