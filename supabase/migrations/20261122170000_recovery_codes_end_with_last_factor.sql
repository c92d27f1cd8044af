-- Recovery codes end with the last verified factor: those of a factor that is gone must not replace one that is added later.
create function private.delete_codes_of_last_factor() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if cardinality(private.verified_factor_ids(old.user_id)) = 0 then
    delete from private.recovery_code_attempts as attempts where attempts.user_id = old.user_id;
  end if;
  return null;
end
$$;
create trigger delete_codes_of_last_factor after delete on auth.mfa_factors
  for each row execute function private.delete_codes_of_last_factor();

revoke execute on function private.delete_codes_of_last_factor() from public, anon, authenticated, service_role;

-- A reset deletes the factors, so the trigger deletes the codes.
create or replace function private.complete_factor_reset(of_user uuid, kept_session uuid default null) returns boolean
  language plpgsql volatile
  set search_path = ''
as $$
declare
  requester uuid;
begin
  delete from private.factor_resets as reset where reset.user_id = of_user and reset.due_at <= now()
  returning reset.requested_by into requester;
  if not found then
    return false;
  end if;
  if not exists (
    select from public.user_roles as held join public.role_permissions as allowed using (role)
    join auth.users on users.id = held.user_id
    where held.user_id = requester and allowed.permission = 'users.manage' and (held.expires_at is null or held.expires_at > now())
      and users.deleted_at is null and (users.banned_until is null or users.banned_until <= now())
  ) then
    perform private.write_audit('mfa.reset_canceled', of_user, 'the administrator no longer has the permission');
    return false;
  end if;
  delete from auth.mfa_factors as factor where factor.user_id = of_user;
  delete from private.trusted_devices as device where device.user_id = of_user;
  perform set_config('app.audit_cause', 'two-factor authentication reset', true);
  delete from auth.sessions where sessions.user_id = of_user and sessions.id is distinct from kept_session;
  perform private.write_audit('mfa.reset', of_user);
  return true;
end
$$;
