-- The recovery codes end with the last factor (delete_codes_of_last_factor), so a reset need not delete them.
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
