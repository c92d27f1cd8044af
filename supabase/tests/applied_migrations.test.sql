-- The list of applied migrations.
begin;
create extension if not exists pgtap with schema extensions;
select plan(3);

create schema if not exists supabase_migrations;
drop table if exists supabase_migrations.schema_migrations;
set local role anon;
select is(public.applied_migrations(), null, 'null without a migration history');

reset role;
create table supabase_migrations.schema_migrations (version text primary key);
insert into supabase_migrations.schema_migrations values ('20260102000000'), ('20260101000000');
set local role anon;
select is(public.applied_migrations(), array['20260101000000', '20260102000000'], 'the versions in ascending order');
select throws_ok(
  'select * from supabase_migrations.schema_migrations', '42501', null, 'the migration history itself is not accessible'
);

select * from finish();
rollback;
