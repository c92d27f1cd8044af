-- Single sign-on (SAML).

-- The Auth server accepts any email address from an identity provider. An invitation, the sign-up policy, or an organization may trust an
-- address, so a provider may name addresses in its own domains only. An address is stored once, when the user is created.
create function private.check_sso_domain() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.raw_app_meta_data ->> 'provider' like 'sso:%' and not exists (
    select from auth.sso_domains as known
    where 'sso:' || known.sso_provider_id = new.raw_app_meta_data ->> 'provider'
      and lower(known.domain) = split_part(lower(new.email), '@', -1)
  ) then
    raise exception 'sso_domain_not_allowed'
      using errcode = '42501', hint = 'Add the domain of the address to the identity provider: supabase sso update --add-domains.';
  end if;
  return new;
end
$$;
revoke execute on function private.check_sso_domain() from public, anon, authenticated, service_role;

create trigger check_sso_domain before insert on auth.users
  for each row execute function private.check_sso_domain();

-- The entry about a session says that it was started with single sign-on.
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
  elsif action = 'login' and new.payload -> 'traits' ->> 'provider_type' = 'sso/saml' then
    perform set_config('app.audit_sign_in_method', 'sso', true);
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
