-- The Auth server's entries about factors and passkeys, in the audit log.
begin;
create extension if not exists pgtap with schema extensions;
select plan(18);

insert into auth.users (id, email) values ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at) values
  ('fa000000-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'New', 'totp', 'unverified', now(), now()),
  ('fa000000-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000000', 'Phone', 'totp', 'verified', now(), now());
set constraints all immediate;

-- What one entry of the Auth server adds to the audit log.
create function pg_temp.entries_from(action text, traits jsonb, actor uuid default 'aaaaaaaa-0000-4000-8000-000000000000')
  returns text language plpgsql as $$
declare
  newest constant bigint := coalesce((select max(id) from public.audit_log), 0);
begin
  set constraints all deferred;
  insert into auth.audit_log_entries (id, payload, ip_address)
  values (gen_random_uuid(), json_build_object('action', action, 'actor_id', actor, 'traits', traits), '192.0.2.1');
  set constraints all immediate;
  return (
    select string_agg(format('%s %s %s %s', type, left(entry.user_id::text, 1), left(entry.actor_id::text, 1), host(ip)), ', ' order by entry.id)
    from public.audit_log as entry left join private.audit_clients on entry_id = entry.id where entry.id > newest
  );
end
$$;

select is(pg_temp.entries_from(action, traits), expected, format('%s %s', action, traits))
from (values
  ('factor_in_progress', '{"factor_id": "fa000000-0000-4000-8000-000000000001"}'::jsonb, 'mfa.enrollment_started a a 192.0.2.1'),
  ('verification_attempted', '{"factor_id": "fa000000-0000-4000-8000-000000000001"}', 'mfa.enrolled a a 192.0.2.1'),
  ('verification_attempted', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', 'mfa.verified a a 192.0.2.1'),
  ('factor_unenrolled', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', 'mfa.unenrolled a a 192.0.2.1'),
  ('factor_deleted', '{"user_id": "aaaaaaaa-0000-4000-8000-000000000000"}', 'mfa.unenrolled a 0 192.0.2.1'),
  ('recovery_codes_generated', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', 'mfa.recovery_codes_generated a a 192.0.2.1'),
  ('recovery_codes_regenerated', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', 'mfa.recovery_codes_generated a a 192.0.2.1'),
  ('recovery_codes_verified', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', 'mfa.recovery_code_used a a 192.0.2.1'),
  ('recovery_codes_deleted', '{"factor_id": "fa000000-0000-4000-8000-000000000002"}', null),
  ('passkey_created', '{"passkey_id": "1"}', 'passkey.added a a 192.0.2.1'),
  ('passkey_updated', '{"passkey_id": "1"}', 'passkey.renamed a a 192.0.2.1'),
  ('passkey_deleted', '{"passkey_id": "1"}', 'passkey.removed a a 192.0.2.1'),
  ('login', '{"passkey_id": "1"}', null),
  ('login', '{"provider": "email"}', null)
) as entry (action, traits, expected);
select is(
  pg_temp.entries_from('passkey_deleted', '{"user_id": "aaaaaaaa-0000-4000-8000-000000000000"}', '00000000-0000-0000-0000-000000000000'),
  'passkey.removed a 0 192.0.2.1', 'a passkey removed by an administrator concerns its owner'
);

-- The entry about a session names the passkey or single sign-on that started it.
create function pg_temp.session_entry_after(traits jsonb) returns text language plpgsql as $$
declare
  newest constant bigint := (select max(id) from public.audit_log);
begin
  set constraints all deferred;
  insert into auth.audit_log_entries (id, payload, ip_address) values (
    gen_random_uuid(), json_build_object('action', 'login', 'actor_id', 'aaaaaaaa-0000-4000-8000-000000000000', 'traits', traits), '192.0.2.1'
  );
  insert into auth.sessions (id, user_id, aal, created_at, updated_at)
  values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'aal1', now(), now());
  set constraints all immediate;
  perform set_config('app.audit_sign_in_method', '', true);
  return (
    select string_agg(concat_ws(' ', type, host(ip), reason), ', ')
    from public.audit_log as entry left join private.audit_clients on entry_id = entry.id where entry.id > newest
  );
end
$$;
select is(pg_temp.session_entry_after(traits), expected, expected)
from (values
  ('{"passkey_id": "1"}'::jsonb, 'session.started 192.0.2.1 passkey'), ('{"provider": "email"}', 'session.started 192.0.2.1'),
  ('{"provider_type": "sso/saml"}', 'session.started 192.0.2.1 sso')
) as sign_in (traits, expected);

select * from finish();
rollback;
