-- How many invitations can be sent, and how long they are kept.
begin;
create extension if not exists pgtap with schema extensions;
select plan(7);

-- A owns X. E has an account.
insert into auth.users (id, email, email_confirmed_at) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example', now()), ('eeeeeeee-0000-4000-8000-000000000000', 'e@pgtap.example', now());
insert into auth.sessions (id, user_id) values ('aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000');
insert into public.organizations (id, slug, name) values ('00000000-0000-4000-8000-000000000001', 'pgtap-x', 'Org X');
insert into public.organization_members (organization_id, user_id, role)
values ('00000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'owner');
insert into private.organization_invitations (id, organization_id, email, role, invited_by, token_hash)
values (
  '10000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-000000000001', 'f@pgtap.example', 'member',
  'aaaaaaaa-0000-4000-8000-000000000000', sha256('f')
);

-- Quotas

create function pg_temp.invite(name text) returns uuid language sql as $$
  select public.invite_member('00000000-0000-4000-8000-000000000001', name || '@pgtap.example', 'member', rpad(name, 43, '-'))
$$;
create function pg_temp.renew() returns text language sql as $$
  select public.renew_invitation(
    '00000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000000', repeat('r', 43)
  )
$$;
set local role authenticated;
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok($$select pg_temp.invite('first')$$, 'an invitation is counted');
reset role;
update private.quota_usage set row_count = 49 where name = 'organization_invitations' and period = '1 hour';
set local role authenticated;
select is(pg_temp.renew(), 'f@pgtap.example', 'the fiftieth in an hour');
select throws_ok('select pg_temp.renew()', 'quota_exceeded', 'is the last one, renewed');
select throws_ok($$select pg_temp.invite('g')$$, 'quota_exceeded', 'or new');
reset role;
update private.quota_usage set started_at = now() - interval '2 hours', row_count = case period when '1 day' then 200 else 0 end
where name = 'organization_invitations';
set local role authenticated;
select throws_ok($$select pg_temp.invite('g')$$, 'quota_exceeded', 'two hundred are the last ones of a day');
reset role;
set local request.jwt.claims to '';
delete from private.organization_invitations;

-- Retention, and the end of the account

insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash, expires_at, accepted_at)
select '00000000-0000-4000-8000-000000000001'::uuid, kind || '@pgtap.example', 'member', 'aaaaaaaa-0000-4000-8000-000000000000'::uuid, sha256(kind::bytea), expires, accepted
from (values
  ('used', now() - interval '40 days', now() - interval '31 days'), ('kept-used', now() - interval '31 days', now() - interval '29 days'),
  ('expired', now() - interval '31 days', null), ('kept-expired', now() - interval '29 days', null)
) as old (kind, expires, accepted);
select private.apply_retention();
select results_eq(
  $$select email from private.organization_invitations where email ~ '(used|expired)@pgtap' order by email$$,
  array['kept-expired@pgtap.example', 'kept-used@pgtap.example'], 'old invitations are deleted after 30 days'
);
update auth.users set email = 'Kept-Used@pgtap.example' where id = 'eeeeeeee-0000-4000-8000-000000000000';
delete from auth.users where id = 'eeeeeeee-0000-4000-8000-000000000000';
select results_eq(
  $$select email from private.organization_invitations where email like '%pgtap.example' order by email$$,
  array['kept-expired@pgtap.example'], 'with an account, the invitations to its address go'
);

select * from finish();
rollback;
