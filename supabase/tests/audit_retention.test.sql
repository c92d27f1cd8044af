-- Every entry finds a partition, no API reaches a partition, and old data is deleted.
begin;
create extension if not exists pgtap with schema extensions;
select plan(53);

create function pg_temp.partitions() returns setof text language sql as $$
  select relname::text from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'public.audit_log'::regclass order by relname
$$;
create function pg_temp.month(ahead integer) returns text language sql as $$
  select to_char(now() at time zone 'UTC' + ahead * interval '1 month', '"audit_log_"YYYY_MM')
$$;
create function pg_temp.write(about uuid, at timestamptz) returns void language sql as $$
  with entry as (
    insert into public.audit_log (type, user_id, created_at) values ('session.started', about, at) returning id, created_at, user_id
  )
  insert into private.audit_clients (entry_id, created_at, user_id, ip, user_agent)
  select id, created_at, user_id, '203.0.113.9', 'a browser' from entry
$$;
create function pg_temp.remaining(about uuid) returns text language sql as $$
  select string_agg(concat(extract(year from age(now(), entry.created_at)), ' ', host(ip)), ', ' order by entry.id)
  from public.audit_log as entry left join private.audit_clients on entry_id = entry.id
  where entry.user_id = about
$$;
create function pg_temp.end_transaction() returns void language plpgsql as $$
begin
  set constraints all immediate;
  set constraints all deferred;
end
$$;

-- Partitions

select private.apply_retention();
select ok(pg_temp.month(ahead) in (select pg_temp.partitions()), format('a partition %s months ahead', ahead))
from generate_series(0, 3) as ahead;
select ok('audit_log_default' in (select pg_temp.partitions()), 'a default partition');
select is_empty(
  $$select relname from pg_class join pg_inherits on inhrelid = pg_class.oid
    where inhparent = 'public.audit_log'::regclass and (relnamespace <> 'private'::regnamespace or not relrowsecurity)$$,
  'partitions are in the schema private with row level security'
);
select is_empty(
  $$select role, name from unnest(array['anon', 'authenticated', 'service_role']) as role, pg_temp.partitions() as name
    where has_table_privilege(role, 'private.' || name, 'select, insert, update, delete, truncate, references, trigger')
      or has_any_column_privilege(role, 'private.' || name, 'select, insert, update, references')$$,
  'partitions are granted to no role'
);
select pg_temp.write('aaaaaaaa-0000-4000-8000-000000000000', now());
select throws_ok(statement, '42501', 'the audit log is append-only', statement)
from unnest(array['update private.%I set reason = null', 'delete from private.%I', 'truncate private.%I']) as form, format(form, pg_temp.month(0)) as statement;
select throws_ok(statement, '42501', 'the audit log is append-only', statement)
from unnest(array['update private.audit_clients set ip = null', 'truncate private.audit_clients']) as statement;

select table_privs_are('private', 'audit_clients', role, '{}', role || ' is granted nothing on clients')
from unnest(array['anon', 'authenticated', 'service_role']) as role;
set local role anon;
select throws_ok(statement, '42501', null, 'anon: ' || statement)
from unnest(array['select private.apply_retention()', 'select * from private.audit_clients', 'select * from private.audit_log_default']) as statement;
set local role authenticated;
select throws_ok(statement, '42501', null, 'authenticated: ' || statement)
from unnest(array['select private.apply_retention()', 'select * from private.audit_clients', 'select * from private.audit_log_default']) as statement;
set local role service_role;
select throws_ok(statement, '42501', null, 'service_role: ' || statement)
from unnest(array['select private.apply_retention()', 'select * from private.audit_clients', 'select * from private.audit_log_default']) as statement;
reset role;

-- Entries without a partition, in a project that grants new tables by default

alter default privileges in schema private grant all on tables to anon, authenticated, service_role;
do $$ begin execute 'drop table private.' || pg_temp.month(3); end $$;
select lives_ok($$select pg_temp.write('aaaaaaaa-0000-4000-8000-000000000000', now() + interval '9 years')$$, 'an entry without a partition is accepted');
select is(count(*), 1::bigint, 'it is in the default partition') from private.audit_log_default;
create temporary table before as select * from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select private.apply_retention();
select ok('audit_log_default' in (select pg_temp.partitions()), 'there is a new default partition');
select private.apply_retention();
select ok(pg_temp.month(3) in (select pg_temp.partitions()), 'a dropped partition is created again');
select is_empty(
  $$select relname, role from pg_class join pg_inherits on inhrelid = pg_class.oid, unnest(array['anon', 'authenticated', 'service_role']) as role
    where inhparent = 'public.audit_log'::regclass
      and (not relrowsecurity or has_table_privilege(role, pg_class.oid, 'select, insert, update, delete, truncate, references, trigger'))$$,
  'new partitions are granted to no role'
);
select results_eq(
  $$select * from public.audit_log where user_id = 'aaaaaaaa-0000-4000-8000-000000000000' order by id$$, 'select * from before order by id', 'the entry is moved without loss'
);
select is_empty('select from private.audit_log_default', 'the default partition is empty');
select ok(pg_temp.month(9 * 12) in (select pg_temp.partitions()), 'there is a partition for its month');
select is_empty($$select from pg_class where relname = 'audit_log_strays'$$, 'the temporary table is dropped');
select throws_ok('delete from private.' || pg_temp.month(9 * 12), '42501', 'the audit log is append-only', 'the new partition is append-only');
select throws_ok('truncate private.audit_log_default', '42501', 'the audit log is append-only', 'the new default partition is append-only');

-- Retention

update private.settings set value = '90 days' where name = 'audit_client_retention';
update private.settings set value = '24 months' where name = 'audit_log_retention';
select pg_temp.write('bbbbbbbb-0000-4000-8000-000000000000', now() - age)
from unnest(array['5 years', '2 years 2 months', '1 year 11 months', '91 days', '89 days', '0']::interval[]) with ordinality as old (age, place)
order by place;
insert into auth.audit_log_entries (id, payload, ip_address, created_at) values
  ('bbbbbbbb-0000-4000-8000-000000000000', '{}', '203.0.113.9', now() - interval '91 days'),
  ('cccccccc-0000-4000-8000-000000000000', '{}', '203.0.113.9', now() - interval '89 days');
insert into private.report_counts (type, user_id, network, started_at, count) values
  ('login.failed', 'bbbbbbbb-0000-4000-8000-000000000000', '203.0.113.0/24', now() - interval '2 hours', 1),
  ('login.failed', 'cccccccc-0000-4000-8000-000000000000', '203.0.113.0/24', now() - interval '30 minutes', 1);
insert into auth.users (id, email) values ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example');
insert into private.device_reports (token_hash, user_id, session_id, created_at)
select age, 'cccccccc-0000-4000-8000-000000000000', gen_random_uuid(), now() - age::interval from unnest(array['7 days', '7 days 1 second']) as age;
select private.apply_retention();
select results_eq(
  'select token_hash from private.device_reports', array['7 days'], 'links to report a device expire after seven days'
);
select isnt_empty(
  $$select from private.report_counts where user_id = 'cccccccc-0000-4000-8000-000000000000'$$, 'recent report counts remain'
);
select is(
  pg_temp.remaining('bbbbbbbb-0000-4000-8000-000000000000'), '1 , 0 , 0 203.0.113.9, 0 203.0.113.9',
  'entries expire after two years, in whole months; clients after 90 days'
);
select is_empty(
  $$select name from pg_temp.partitions() as name where name < pg_temp.month(-24)$$, 'old partitions are dropped'
);
select results_eq(
  $$select left(id::text, 1) from auth.audit_log_entries
    where id in ('bbbbbbbb-0000-4000-8000-000000000000', 'cccccccc-0000-4000-8000-000000000000')$$, array['c'],
  'entries of the Auth server expire with the clients'
);
select is_empty(
  $$select from private.report_counts where user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$, 'old report counts are deleted'
);

delete from private.settings where name = 'audit_client_retention';
update private.settings set value = '3 months' where name = 'audit_log_retention';
select private.apply_retention();
select is(
  pg_temp.remaining('bbbbbbbb-0000-4000-8000-000000000000') in ('0 203.0.113.9, 0 203.0.113.9', '0 , 0 203.0.113.9, 0 203.0.113.9'), true,
  'both periods can be changed; clients never outlive their entries'
);
delete from private.settings where name = 'audit_log_retention';
select pg_temp.write('cccccccc-0000-4000-8000-000000000000', now() - interval '50 years');
select private.apply_retention();
select is(pg_temp.remaining('cccccccc-0000-4000-8000-000000000000'), '50 203.0.113.9', 'without a setting nothing expires');
insert into private.settings values ('audit_log_retention', '-1 month');
select throws_ok('select private.apply_retention()', '22023', 'audit_log_retention is negative: -1 mons', 'a negative period is rejected');
update private.settings set value = 'about two years' where name = 'audit_log_retention';
select throws_ok('select private.apply_retention()', '22007', null, 'an invalid period is rejected');
delete from private.settings where name = 'audit_log_retention';

-- Clients are deleted with the account

insert into auth.users (id, email) values
  ('dddddddd-0000-4000-8000-000000000000', 'd@pgtap.example'), ('eeeeeeee-0000-4000-8000-000000000000', 'e@pgtap.example'),
  ('ffffffff-0000-4000-8000-000000000000', 'f@pgtap.example');
insert into auth.sessions (id, user_id, created_at, ip, user_agent) values
  ('dddddddd-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000', now(), '192.0.2.4', 'the browser of D'),
  ('eeeeeeee-0000-4000-8000-000000000000', 'eeeeeeee-0000-4000-8000-000000000000', now(), '192.0.2.5', 'the browser of E'),
  ('ffffffff-0000-4000-8000-000000000000', 'ffffffff-0000-4000-8000-000000000000', now(), '192.0.2.6', 'the browser of F');
select pg_temp.end_transaction();
-- D grants E a role; a sign-in as D fails.
set local request.jwt.claims to '{"sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}';
select private.write_audit('role.granted', 'eeeeeeee-0000-4000-8000-000000000000', 'mentor');
set local request.jwt.claims to '{}';
select private.write_audit('login.failed', 'dddddddd-0000-4000-8000-000000000000', 'invalid_credentials', ip => '192.0.2.7');
select private.write_audit('login.failed', null, 'invalid_credentials', ip => '192.0.2.8');
create function pg_temp.addresses() returns text[] language sql as $$
  select array_agg(distinct host(ip) order by host(ip)) from private.audit_clients where ip << '192.0.2.0/24'
$$;
select is(
  pg_temp.addresses(), array['192.0.2.4', '192.0.2.5', '192.0.2.6', '192.0.2.7', '192.0.2.8'], 'clients of existing accounts'
);
create temporary table entries as select id, user_id from public.audit_log 
where user_id in ('dddddddd-0000-4000-8000-000000000000', 'eeeeeeee-0000-4000-8000-000000000000', 'ffffffff-0000-4000-8000-000000000000');
set local request.jwt.claims to '{"sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}';
select public.delete_account();
select is(pg_temp.addresses(), array['192.0.2.5', '192.0.2.6', '192.0.2.8'], 'clients of a deleted account are deleted immediately');
select pg_temp.end_transaction();
set local request.jwt.claims to '{}';
select is(pg_temp.addresses(), array['192.0.2.5', '192.0.2.6', '192.0.2.8'], 'entries about the deletion store no client');
select is_empty('select id, user_id from entries except select id, user_id from public.audit_log where user_id in (select user_id from entries)', 'no entry is deleted');
select is(
  (select string_agg(type::text, ' ' order by id) from public.audit_log where user_id = 'dddddddd-0000-4000-8000-000000000000'),
  'user.signed_up session.started login.failed user.deleted session.ended', 'the deletion is recorded'
);
update auth.users set deleted_at = now() where id = 'eeeeeeee-0000-4000-8000-000000000000';
delete from auth.sessions where user_id = 'eeeeeeee-0000-4000-8000-000000000000';
select pg_temp.end_transaction();
select is(pg_temp.addresses(), array['192.0.2.6', '192.0.2.8'], 'clients of a soft-deleted account are deleted');
update auth.users set email = 'f2@pgtap.example', banned_until = now() + interval '1 day' where id = 'ffffffff-0000-4000-8000-000000000000';
select is(pg_temp.addresses(), array['192.0.2.6', '192.0.2.8'], 'other changes of an account delete no clients');
select is_empty(
  $$select from private.audit_clients where ip << '192.0.2.0/24' and user_agent in ('the browser of D', 'the browser of E')$$,
  'no user agent remains'
);

select * from finish();
rollback;
