-- Removing an admin takes a lock. tests/cli/races.test.ts shows that a concurrent removal waits for it.
begin;
create extension if not exists pgtap with schema extensions;
select plan(2);

create function pg_temp.held_locks() returns bigint language sql as $$
  select count(*) from pg_locks
  where locktype = 'advisory' and granted and pid = pg_backend_pid()
    and objid = hashtext('private.protect_last_admin')::bigint::bit(32)::bigint::oid
$$;

insert into auth.users (id, email, email_confirmed_at) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'first@pgtap.example', now()),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'second@pgtap.example', now());
insert into public.user_roles (user_id, role) select id, 'admin' from auth.users where email like '%@pgtap.example';

select is(pg_temp.held_locks(), 0::bigint, 'granting the admin role takes no lock');
delete from public.user_roles where role = 'admin' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is(pg_temp.held_locks(), 1::bigint, 'removing an admin takes the lock');

select * from finish();
rollback;
