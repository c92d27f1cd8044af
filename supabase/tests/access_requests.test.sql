-- Requests for access, and what administrators decide about them.
begin;
create extension if not exists pgtap with schema extensions;
select no_plan();

select function_privs_are('public', 'request_access', '{text,text}', role, case role when 'anon' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;
select function_privs_are('public', name, arguments, role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from (values ('list_access_requests', array['text', 'uuid', 'integer']), ('approve_access_request', array['uuid', 'timestamptz']),
  ('reject_access_request', array['uuid']), ('my_access_requests', '{}')) as signed_in (name, arguments),
  unnest(array['anon', 'authenticated', 'service_role']) as role order by name, role;
select table_privs_are('private', 'access_requests', role, '{}') from unnest(array['anon', 'authenticated', 'service_role']) as role;

-- Filing a request

delete from private.settings where name = 'audit_signing_key';
create function pg_temp.file(request jsonb, key text default 'the key of this test', at timestamptz default now()) returns void language plpgsql as $$
declare
  report constant text := request || jsonb_build_object('type', 'access.requested', 'at', extract(epoch from at)) || request;
begin
  set local role anon;
  perform public.request_access(report, encode(extensions.hmac(report, key, 'sha256'), 'hex'));
  reset role;
end
$$;
create function pg_temp.from_address(address text) returns jsonb language sql as $$
  select jsonb_build_object('email', address, 'name', 'Ada', 'reason', 'I teach here.')
$$;
create function pg_temp.requests() returns setof text language sql as $$
  select email || ' ' || status from private.access_requests order by email, status
$$;

update private.signup_policy set mode = 'request';
select throws_ok($$select pg_temp.file(pg_temp.from_address('a@example.com'))$$, '42501', 'permission denied', 'without a key, nothing is filed');
insert into private.settings values ('audit_signing_key', 'the key of this test');
select lives_ok($$select pg_temp.file(pg_temp.from_address(' New@Example.com '))$$, 'a signed request is filed');
select lives_ok($$select pg_temp.file(pg_temp.from_address('new@example.com') || '{"reason": "Another"}')$$, 'a second one has the same result');
select results_eq('select reason from private.access_requests', array['I teach here.'], 'and is ignored');
select throws_ok($$select pg_temp.file(pg_temp.from_address('a@example.com'), 'another key')$$, '42501', 'permission denied', 'an incorrect signature is rejected');
select throws_ok(
  format('select pg_temp.file(pg_temp.from_address(''a@example.com''), at => now() + %L)', age), '42501', 'permission denied', 'as is a request of another time'
) from unnest(array['61 seconds', '-61 seconds']) as age;
select throws_ok(
  $$select pg_temp.file(pg_temp.from_address('a@example.com') || '{"type": "login.failed"}')$$, '42501', 'permission denied', 'and another report'
);
select throws_ok($$select public.request_access(null, repeat('0', 64))$$, '42501', 'permission denied', 'nothing');
select throws_ok($$select public.request_access('{}', null)$$, '42501', 'permission denied', 'and a report without a signature');
select throws_ok($$select public.request_access('{}', 'not hexadecimal')$$, '42501', 'permission denied', 'or with a malformed one');
select throws_ok(format('select pg_temp.file(pg_temp.from_address(''a@example.com'') || %L)', field), null, null, 'a request is rejected: ' || left(field::text, 40))
from unnest(array[
  '{"email": null}', '{"email": "a"}', '{"name": ""}', '{"reason": " "}',
  jsonb_build_object('name', repeat('a', 101)), jsonb_build_object('reason', repeat('a', 1001))
]::jsonb[]) as field;
select results_eq('select pg_temp.requests()', array['new@example.com pending'], 'one request is pending');
update private.signup_policy set mode = 'invited';
select throws_ok($$select pg_temp.file(pg_temp.from_address('a@example.com'))$$, '22023', 'access_requests_closed', 'other modes take no requests');
update private.signup_policy set mode = 'request';

insert into private.access_requests (email, name, reason, status, decided_at) values
  ('old@example.com', 'Old', 'Old', 'rejected', now() - interval '91 days'), ('recent@example.com', 'Recent', 'Recent', 'rejected', now() - interval '89 days');
select pg_temp.file(pg_temp.from_address('next@example.com'));
select results_eq(
  'select pg_temp.requests()', array['new@example.com pending', 'next@example.com pending', 'recent@example.com rejected'],
  'decided requests are deleted after 90 days'
);

-- Decisions

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
create function pg_temp.request_of(address text) returns uuid language sql security definer as $$
  select id from private.access_requests where email = address
$$;

call pg_temp.act_as('member');
set local role authenticated;
select throws_ok(statement, '42501', null, 'a member cannot: ' || statement) from unnest(array[
  'select * from public.list_access_requests()', 'select public.approve_access_request(gen_random_uuid())',
  'select public.reject_access_request(gen_random_uuid())'
]) as statement;
reset role;
call pg_temp.act_as('admin');
update private.access_requests set created_at = now() - interval '1 minute' where email = 'next@example.com';
-- Accounts of single sign-on: the address is not theirs alone, and no request is about them.
insert into auth.users (id, email, is_sso_user) values (gen_random_uuid(), 'new@example.com', true), (gen_random_uuid(), 'next@example.com', true);
set local role authenticated;
select results_eq(
  'select email, name, reason, user_id from public.list_access_requests()',
  $$values ('next@example.com', 'Ada', 'I teach here.', null::uuid), ('new@example.com', 'Ada', 'I teach here.', null)$$, 'pending requests, oldest first'
);
select results_eq(
  $$select email from public.list_access_requests('pending', pg_temp.request_of('next@example.com'), 0)$$, array['new@example.com'], 'in pages of at least one'
);
select is_empty($$select email from public.list_access_requests('pending', pg_temp.request_of('new@example.com'))$$, 'the last page is empty');
select throws_ok(
  $$select public.approve_access_request(pg_temp.request_of('new@example.com'), now())$$, '22023', 'expiry_in_past', 'access cannot end before it starts'
);
select throws_ok($$select public.approve_access_request(gen_random_uuid())$$, '22023', 'request_not_found', 'a request must exist');
select is(public.reject_access_request(pg_temp.request_of('next@example.com')), 'next@example.com', 'a rejection returns the address');
select throws_ok(
  $$select public.reject_access_request(pg_temp.request_of('next@example.com'))$$, '22023', 'request_not_found', 'only a pending request is rejected'
);
select is(
  public.approve_access_request(pg_temp.request_of('new@example.com'), '2100-01-01 12:00Z'), 'new@example.com', 'an approval returns the address'
);
reset role;
update private.access_requests set created_at = now() + interval '1 minute' where email = 'recent@example.com';
set local role authenticated;
select results_eq(
  $$select email from public.list_access_requests('rejected')$$, array['recent@example.com', 'next@example.com'], 'decided requests, newest first'
);
select results_eq(
  $$select email from public.list_access_requests('rejected', pg_temp.request_of('recent@example.com'))$$, array['next@example.com'], 'in pages'
);
reset role;
select results_eq(
  'select email, status, access_until, decided_by is not null from private.access_requests where email like ''ne%'' order by email',
  $$values ('new@example.com', 'approved', '2100-01-01 12:00Z'::timestamptz, true), ('next@example.com', 'rejected', null, true)$$, 'decisions are stored'
);
select ok(private.is_signup_allowed('new@example.com'), 'the approved address may sign up');
select ok(not private.is_signup_allowed('next@example.com'), 'the rejected one may not');

insert into auth.users (id, email, email_confirmed_at) values ('c0000000-0000-4000-8000-000000000000', 'new@example.com', now());
update private.access_requests set status = 'approved' where email = 'recent@example.com';
insert into auth.users (id, email, email_confirmed_at) values ('c1000000-0000-4000-8000-000000000000', 'recent@example.com', now());
set local role authenticated;
select results_eq(
  $$select user_id from public.list_access_requests('approved') where email = 'new@example.com'$$, array['c0000000-0000-4000-8000-000000000000'::uuid],
  'the list names the account'
);
select public.approve_access_request(pg_temp.request_of('new@example.com'), '2101-01-01');
select public.approve_access_request(pg_temp.request_of('recent@example.com'), '2101-01-01');
reset role;
select results_eq(
  $$select (raw_app_meta_data ->> 'access_until')::timestamptz from auth.users where id::text ~ '^c[01]0' order by email$$,
  $$values ('2101-01-01'::timestamptz), (null)$$, 'a later approval extends limited access, and never limits an account'
);
set local role authenticated;
select public.approve_access_request(pg_temp.request_of('new@example.com'));
reset role;
select is(raw_app_meta_data ->> 'access_until', null, 'or removes the limit') from auth.users where id = 'c0000000-0000-4000-8000-000000000000';
select is(access_until, null, 'also for the next sign-up') from private.allowed_signups where entry = 'new@example.com';
select results_eq(
  $$select type::text, user_id::text, reason from public.audit_log
    where actor_id = 'a0000000-0000-4000-8000-000000000000' and type::text like 'access_request%' order by id$$,
  $$values ('access_requests.listed', null, null), ('access_request.rejected', null, null),
    ('access_request.approved', null, 'until 2100-01-01 12:00'),
    ('access_request.approved', 'c0000000-0000-4000-8000-000000000000', 'until 2101-01-01 00:00'),
    ('access_request.approved', 'c1000000-0000-4000-8000-000000000000', 'until 2101-01-01 00:00'),
    ('access_request.approved', 'c0000000-0000-4000-8000-000000000000', null)$$, 'the audit log has each decision'
);

insert into private.access_requests (email, name, reason) values ('recent@example.com', 'Again', 'Again');
insert into private.allowed_signups (entry, source) values ('new@example.com', 'invitation');
delete from auth.users where email = 'new@example.com';
select results_eq('select pg_temp.requests()', array['next@example.com rejected', 'recent@example.com approved', 'recent@example.com pending'], 'requests are deleted with their account');
select results_eq(
  $$select source from private.allowed_signups where entry in ('new@example.com', 'recent@example.com') order by entry$$, array['invitation', 'request'],
  'and what they allowed'
);

-- One's own requests

insert into private.access_requests (email, name, reason, created_at) values ('member@f.example', 'Bob', 'I learn here.', now() - interval '1 hour');
insert into private.access_requests (email, name, reason, status, decided_at) values ('member@f.example', 'Bob', 'I still do.', 'rejected', now());
call pg_temp.act_as('member');
set local role authenticated;
select results_eq(
  'select name, reason, status, decided_at from public.my_access_requests()',
  $$values ('Bob', 'I learn here.', 'pending', null), ('Bob', 'I still do.', 'rejected', now())$$, 'users export their own requests'
);
reset role;
delete from private.access_requests where email = 'member@f.example';
call pg_temp.act_as('admin');

select throws_ok(
  $$insert into private.access_requests (email, name, reason, status, decided_at) values ('a@example.com', 'Ada', 'I teach here.', 'later', now())$$,
  '23514', null, 'a request is pending, approved, or rejected: no other is in a list'
);
select throws_ok(
  $$insert into private.access_requests (email, name, reason, status) values ('a@example.com', 'Ada', 'I teach here.', 'rejected')$$,
  '23514', null, 'a decision has a time, after which it is deleted'
);
insert into public.user_roles (user_id, role, reason) values ('b0000000-0000-4000-8000-000000000000', 'admin', 'test');
delete from auth.users where id = 'a0000000-0000-4000-8000-000000000000';
select results_eq(
  $$select email, decided_by from private.access_requests where status = 'rejected'$$, $$values ('next@example.com', null::uuid)$$,
  'a decision outlives the account of the admin, without its ID'
);
select * from finish();
rollback;
