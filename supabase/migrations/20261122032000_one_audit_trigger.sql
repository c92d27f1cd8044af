-- One trigger writes the Auth server's entries about factors and passkeys to the audit log, whichever client causes them.

-- Drops the trigger as well: only its owner may drop a trigger of auth.audit_log_entries.
drop function private.audit_passkey_entry() cascade;

-- Entries of the Auth server itself. The nil UUID as actor is an administrator who used the project's secret key; such an entry names
-- the owner in its traits. When an administrator removes a factor, the Auth server records its owner as the actor. The first
-- verification of a factor enrolls it: the entry is written before the factor becomes verified.
create or replace function private.audit_auth_entry() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  action text;
  actor uuid;
  event public.audit_type;
begin
  -- Assigned here and not where declared: the handler below does not catch errors in declarations, and they would stop the
  -- Auth server.
  action := new.payload ->> 'action';
  actor := case action
    when 'factor_deleted' then '00000000-0000-0000-0000-000000000000'
    else (new.payload ->> 'actor_id')::uuid
  end;
  event := case action
    when 'factor_in_progress' then 'mfa.enrollment_started'
    when 'verification_attempted' then 'mfa.verified'
    when 'factor_unenrolled' then 'mfa.unenrolled'
    when 'factor_deleted' then 'mfa.unenrolled'
    when 'passkey_created' then 'passkey.added'
    when 'passkey_updated' then 'passkey.renamed'
    when 'passkey_deleted' then 'passkey.removed'
  end;
  if event = 'mfa.verified' and exists (
    select from auth.mfa_factors as factor
    where factor.id::text = new.payload -> 'traits' ->> 'factor_id' and factor.status = 'unverified'
  ) then
    event := 'mfa.enrolled';
  elsif action = 'login' and new.payload -> 'traits' ->> 'passkey_id' is not null then
    event := 'passkey.sign_in';
  end if;
  perform set_config('app.audit_actor', coalesce(actor::text, ''), true),
    set_config('app.audit_ip', coalesce(nullif(new.ip_address, ''), current_setting('app.audit_ip', true), ''), true),
    set_config('app.audit_cause', case action
      when 'logout' then 'signed out'
      else coalesce(current_setting('app.audit_cause', true), '')
    end, true);
  if event is not null then
    perform private.queue_audit(event, (coalesce(new.payload -> 'traits' ->> 'user_id', new.payload ->> 'actor_id'))::uuid);
  end if;
  return null;
exception when others then
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

comment on function private.granted_permissions() is
  'The permissions of the caller''s roles in a session that reaches anything at all, including those that require aal2.';
