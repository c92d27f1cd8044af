-- Recovery codes of the Auth server itself, which has them from version 2.197 on. `recovery_code` is a type of factor there.

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
    when 'recovery_codes_generated' then 'mfa.recovery_codes_generated'
    when 'recovery_codes_regenerated' then 'mfa.recovery_codes_generated'
    when 'recovery_codes_verified' then 'mfa.recovery_code_used'
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

-- The Auth server writes no entry for incorrect recovery codes either.
create or replace function private.is_reportable(event jsonb) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce(case
    when event ->> 'type' in ('login.failed', 'login.throttled') then
      event ->> 'reason' in ('invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_attempts')
    when event ->> 'type' = 'mfa.failed' then
      auth.uid() is not null and event ->> 'reason' in ('incorrect_code', 'recovery_code', 'too_many_attempts')
    when event ->> 'type' = 'access.denied' then
      auth.uid() is not null and exists (select from public.role_permissions where permission = event ->> 'reason')
  end, false)
$$;

-- A set of the Auth server replaces the user's own.
create function private.replace_own_recovery_codes() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  -- As text: an Auth server before 2.197 does not have the value.
  if new.factor_type::text = 'recovery_code' then
    delete from private.recovery_code_attempts as attempts where attempts.user_id = new.user_id;
  end if;
  return null;
end
$$;
create trigger replace_own_recovery_codes after insert on auth.mfa_factors
  for each row execute function private.replace_own_recovery_codes();

revoke execute on function private.replace_own_recovery_codes() from public, anon, authenticated, service_role;
