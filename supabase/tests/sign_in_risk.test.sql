-- The location of the last sign-in, and sign-ins that the application stops.
begin;
create extension if not exists pgtap with schema extensions;
select plan(15);

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@example.com'), ('bbbbbbbb-0000-4000-8000-000000000000', 'b@example.com');
insert into auth.sessions (id, user_id, aal, created_at, updated_at)
select (letter || '0000000-0000-4000-8000-000000000001')::uuid, (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, 'aal1', now(), now()
from unnest(array['a', 'b']) as letter;

create function pg_temp.sign_in(letter text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(letter, 8) || '-0000-4000-8000-000000000000',
    'session_id', letter || '0000000-0000-4000-8000-000000000001'
  )::text, true)
$$;

set local role authenticated;
select pg_temp.sign_in('a');
select is(public.last_sign_in_location(), null, 'unknown at first');
select lives_ok($$select public.record_sign_in_location('first')$$, 'a session records its location');
select lives_ok($$select public.record_sign_in_location('second')$$, 'the next one');
select is(public.last_sign_in_location(), 'second', 'replaces it');
select throws_ok($$select public.record_sign_in_location(repeat('x', 1001))$$, '23514', null, 'it is short');
select throws_ok('select * from private.sign_in_locations', '42501', null, 'the table is closed');
select pg_temp.sign_in('b');
select is(public.last_sign_in_location(), null, 'other users do not see it');

reset role;
insert into auth.mfa_factors (id, user_id, factor_type, status, secret, created_at, updated_at)
values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'totp', 'verified', 'JBSWY3DPEHPK3PXP', now(), now());
set local role authenticated;
select pg_temp.sign_in('a');
select public.record_sign_in_location('without the second factor');
select is(public.last_sign_in_location(), 'second', 'a session that lacks the second factor does not replace it');

select pg_temp.sign_in('b');
select public.record_sign_in_location('b');
select pg_temp.sign_in('a');
select is(public.last_sign_in_location(), 'second', 'another user does not replace it');

reset role;
update private.sign_in_locations set recorded_at = now() - interval '91 days' where sealed = 'second';
select private.apply_retention();
select results_eq('select sealed from private.sign_in_locations', array['b'], 'it is deleted after 90 days');

update auth.sessions set ip = '203.0.113.7', user_agent = 'Firefox' where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select pg_temp.sign_in('a');
select public.stop_sign_in();
reset role;
set constraints all immediate;
select results_eq(
  $$select id::text from auth.sessions where user_id in ('aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000')$$,
  $$values ('b0000000-0000-4000-8000-000000000001')$$, 'a stopped sign-in ends its own session alone'
);
select results_eq(
  $$select type::text, result::text, reason, host(ip), user_agent
    from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where entry.user_id = 'aaaaaaaa-0000-4000-8000-000000000000' and type in ('login.failed', 'session.ended') order by type::text$$,
  $$values ('login.failed', 'failed', 'unusual_sign_in', '203.0.113.7', 'Firefox'),
    ('session.ended', 'ok', 'unusual_sign_in', '203.0.113.7', 'Firefox')$$, 'and is in the audit log'
);
set local role authenticated;
select public.stop_sign_in();
reset role;
select is(
  (select count(*) from public.audit_log where type = 'login.failed' and created_at >= now()), 1::bigint,
  'a session that has ended writes nothing'
);
set local role anon;
select set_config('request.jwt.claims', '{"role": "anon"}', true);
select throws_ok('select public.last_sign_in_location()', '42501', null, 'signed-out clients read no location');
select throws_ok('select public.stop_sign_in()', '42501', null, 'and stop nothing');

select * from finish();
rollback;
