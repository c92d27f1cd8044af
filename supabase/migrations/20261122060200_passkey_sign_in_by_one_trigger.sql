-- private.write_pending_audit() adds the sign-in method to the entry about the session. audit_auth_entry() alone sets it.

drop function private.audit_passkey_entry();

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
    perform set_config('app.audit_sign_in_method', 'passkey', true);
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
