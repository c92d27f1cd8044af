-- Events that only the application sees, in reports that only it can sign.
begin;
create extension if not exists pgtap with schema extensions;
select plan(40);

-- Starts from an empty log; the rollback restores the entries.
create function pg_temp.switch_triggers(how text) returns void language plpgsql as $$
declare
  part regclass;
begin
  for part in
    select 'public.audit_log' union all select inhrelid::regclass from pg_inherits where inhparent = 'public.audit_log'::regclass
  loop
    execute format('alter table only %s %s trigger user', part, how);
  end loop;
end
$$;
select pg_temp.switch_triggers('disable');
truncate public.audit_log;
select pg_temp.switch_triggers('enable');
delete from private.audit_clients;

create function pg_temp.user_id(letter text) returns uuid language sql as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.last_entry(letter text, wanted public.audit_type) returns text language sql as $$
  select format('%s %s %s %s %s', coalesce(left(actor_id::text, 1), '-'), coalesce(host(ip), '-'),
    coalesce(user_agent, '-'), result, coalesce(reason, '-'))
  from public.audit_log as entry left join private.audit_clients on entry_id = entry.id
  where entry.user_id = pg_temp.user_id(letter) and type = wanted order by entry.id desc limit 1
$$;
insert into auth.users (id, email) values (pg_temp.user_id('a'), 'a2@pgtap.example'), (pg_temp.user_id('c'), 'c@pgtap.example');
insert into auth.sessions (id, user_id) values (pg_temp.user_id('a'), pg_temp.user_id('a'));

delete from private.settings where name = 'audit_signing_key';
truncate private.report_counts;
create function pg_temp.sign(report text, key text default 'the key of this test') returns text language sql security definer as $$
  select format('select public.record_event(%L, %L)', report, encode(extensions.hmac(report, key, 'sha256'), 'hex'))
$$;
create function pg_temp.report(
  type text, reason text, email text default null, ip text default '203.0.113.9', at numeric default extract(epoch from now())
) returns text language sql as $$
  select json_build_object('type', type, 'reason', reason, 'email', email, 'ip', ip, 'user_agent', 'a reported browser', 'at', at)::text
$$;
create function pg_temp.failures(letter text) returns bigint language sql as $$
  select count(*) from public.audit_log where type = 'login.failed' and user_id = pg_temp.user_id(letter)
$$;
create function pg_temp.fail(times integer, email text, address text) returns void language plpgsql as $$
begin
  for i in 1..times loop
    execute pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', email, address));
  end loop;
end
$$;

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
set local request.headers to '{"x-forwarded-for": "6.6.6.6", "user-agent": "a forged browser"}';
select throws_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example')), '42501', 'permission denied', 'without a signing key reports are rejected');
reset role;
insert into private.settings values ('audit_signing_key', 'the key of this test');
set local role anon;
select lives_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', ' A2@pgtap.example ')), 'a failed sign-in');
select lives_ok(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'unknown@pgtap.example')), 'a failed sign-in with an unknown email');
select throws_ok(statement, '42501', 'permission denied', title)
from (values
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example'), 'another key of a test'), 'signed with another key'),
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example', at => extract(epoch from now()) - 61)), 'older than a minute'),
  (pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example', at => extract(epoch from now()) + 61)), 'from the future'),
  (pg_temp.sign('{"type": "login.failed", "reason": "invalid_credentials"}'), 'without a time'),
  (format('select public.record_event(%L, %L)', pg_temp.report('login.failed', 'invalid_credentials'), ''), 'an empty signature'),
  (format('select public.record_event(null, %L)', repeat('0', 64)), 'a null report'),
  (format('select public.record_event(%L, null)', pg_temp.report('login.failed', 'invalid_credentials')), 'a null signature'),
  (format('select public.record_event(%L, %L)', pg_temp.report('login.failed', 'invalid_credentials'), repeat('0', 64)), 'an invalid signature'),
  (replace(pg_temp.sign(pg_temp.report('login.failed', 'invalid_credentials', 'a2@pgtap.example')), 'a2@', 'c@'), 'the signature of another report')
) as forged (statement, title);
select throws_ok(pg_temp.sign(pg_temp.report(type, reason, 'a2@pgtap.example')), '22023', null, type || ', ' || reason)
from (values
  ('session.started', 'invalid_credentials'), ('role.granted', 'admin'), ('user.deleted', ''), ('login.failed', 'free text'),
  ('login.failed', ''), ('access.denied', 'users.manage'), ('login.throttled', '<script>'), ('mfa.failed', 'incorrect_code'), ('nothing', 'x')
) as forged (type, reason);
select throws_ok('select value from private.settings', '42501', null, 'anon cannot read settings');
select throws_ok($$select private.setting('audit_signing_key')$$, '42501', null, 'anon cannot call setting()');
reset role;
select is(pg_temp.last_entry('a', 'login.failed'), '- 203.0.113.9 a reported browser failed invalid_credentials', 'the client comes from the report, not from headers');
select results_eq(
  $$select host(ip) from public.audit_log as entry join private.audit_clients on entry_id = entry.id
    where type = 'login.failed' and entry.user_id is null$$,
  array['203.0.113.9'], 'an unknown email is not stored'
);

set local role anon;
select pg_temp.fail(100, 'a2@pgtap.example', '203.0.113.9');
reset role;
select is(pg_temp.failures('a'), 22::bigint, 'of 101 reports from one network, the first 20, the 32nd and the 64th are written');
select is(pg_temp.last_entry('a', 'login.failed'), '- 203.0.113.9 a reported browser failed invalid_credentials (64 in 10 minutes)', 'with their number');
set local role anon;
select pg_temp.fail(1, 'a2@pgtap.example', '203.0.113.200');
select pg_temp.fail(1, 'a2@pgtap.example', '198.51.100.77'), pg_temp.fail(1, 'a2@pgtap.example', '2001:db8:1:2::3'), pg_temp.fail(1, 'a2@pgtap.example', null);
select pg_temp.fail(1, 'c@pgtap.example', '203.0.113.9');
reset role;
select is(pg_temp.failures('a'), 25::bigint, 'reports from other networks are counted separately');
select is(pg_temp.failures('c'), 1::bigint, 'reports about other users are counted separately');
insert into auth.users (id, email, is_sso_user) values (pg_temp.user_id('3'), 'sso@pgtap.example', true);
select pg_temp.fail(1, 'sso@pgtap.example', '203.0.113.9');
select is(pg_temp.failures('3'), 0::bigint, 'users with single sign-on have no failed password sign-ins');

-- A new report deletes old counts
insert into private.report_counts (type, user_id, network, started_at, count) values
  ('login.failed', pg_temp.user_id('f'), 'long ago', now() - interval '2 hours', 1), ('login.failed', pg_temp.user_id('f'), 'lately', now() - interval '30 minutes', 1);
select pg_temp.fail(1, 'c@pgtap.example', '192.0.2.77');
select results_eq(
  $$select network from private.report_counts where user_id = pg_temp.user_id('f')$$, array['lately'], 'counts older than an hour are deleted'
);

-- Denied access

set local role authenticated;
set local request.jwt.claims to '{"sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok(pg_temp.sign(pg_temp.report('access.denied', 'users.manage', 'c@pgtap.example', '203.0.113.10')), 'denied access');
select throws_ok(pg_temp.sign(pg_temp.report('access.denied', 'no such permission')), '22023', null, 'denied access for an unknown permission');
select throws_ok(pg_temp.sign(pg_temp.report('role.granted', 'users.manage')), '22023', null, 'another event with a permission as its reason');
select results_eq(
  'select type::text, is_own_action, is_current_session, ip, user_agent, result, reason from public.my_activity(size => 1)',
  $$values ('access.denied', true, true, '203.0.113.10', 'a reported browser', 'failed', 'users.manage')$$,
  'denied access belongs to the user of the token, whatever the report says'
);
reset role;

-- The second factor

insert into auth.users (id, email) values ('abababab-0000-4000-8000-000000000000', 'second-factor@pgtap.example');
insert into auth.sessions (id, user_id) values ('abababab-0000-4000-8000-000000000000', 'abababab-0000-4000-8000-000000000000');
set local role authenticated;
set local request.jwt.claims to '{"sub": "abababab-0000-4000-8000-000000000000", "session_id": "abababab-0000-4000-8000-000000000000"}';
select throws_ok(pg_temp.sign(pg_temp.report('mfa.failed', 'free text')), '22023', null, 'a failed second factor with free text');
select lives_ok(pg_temp.sign(pg_temp.report('mfa.failed', reason, 'c@pgtap.example', '203.0.113.11')), 'a failed second factor: ' || reason)
from unnest(array['too_many_attempts', 'recovery_code', 'incorrect_code']) as reason;
select results_eq(
  $$select type::text, is_own_action, ip, result, reason from public.my_activity(size => 1)$$,
  $$values ('mfa.failed', true, '203.0.113.11', 'failed', 'incorrect_code')$$, 'belongs to the user of the token'
);

select * from finish();
rollback;
