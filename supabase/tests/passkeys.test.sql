-- Passkeys are written to the audit log from the entries of the Auth server.
begin;
create extension if not exists pgtap with schema extensions;
select plan(6);

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'), ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');

create function pg_temp.entry_after(action text, traits jsonb) returns text language plpgsql as $$
begin
  insert into auth.audit_log_entries (id, payload, ip_address) values (
    gen_random_uuid(), json_build_object('action', action, 'actor_id', 'aaaaaaaa-0000-4000-8000-000000000000', 'traits', traits), '203.0.113.9'
  );
  if action = 'login' then
    insert into auth.sessions (id, user_id, aal, created_at, updated_at)
    values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now());
  end if;
  set constraints all immediate;
  set constraints all deferred;
  return (
    select string_agg(concat_ws(' ', type, left(entry.user_id::text, 1), left(entry.actor_id::text, 1), host(ip), entry.reason), ', ')
    from public.audit_log as entry left join private.audit_clients on entry_id = entry.id
    where entry.created_at >= now() and (type::text like 'passkey.%' or type::text like 'session.%')
  );
end
$$;
create function pg_temp.new_entry(action text, traits jsonb) returns text language plpgsql as $$
declare
  entry text;
begin
  begin
    entry := pg_temp.entry_after(action, traits);
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return entry;
  end;
end
$$;

select is(pg_temp.new_entry(action, traits), entry, title)
from (values
  ('passkey_created', '{"passkey_id": "1"}'::jsonb, 'passkey.added a a 203.0.113.9', 'a new passkey'),
  ('passkey_updated', '{"passkey_id": "1"}', 'passkey.renamed a a 203.0.113.9', 'a new name'),
  ('passkey_deleted', '{"passkey_id": "1"}', 'passkey.removed a a 203.0.113.9', 'a removal'),
  ('passkey_deleted', '{"passkey_id": "1", "user_id": "bbbbbbbb-0000-4000-8000-000000000000"}', 'passkey.removed b a 203.0.113.9', 'a removal by an admin'),
  ('login', '{"passkey_id": "1"}', 'session.started a a 203.0.113.9 passkey', 'a sign-in with a passkey is one entry'),
  ('login', '{"provider": "email"}', 'session.started a a 203.0.113.9', 'a sign-in without one')
) as expected (action, traits, entry, title);

select * from finish();
rollback;
