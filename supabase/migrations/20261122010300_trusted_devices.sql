-- Trusted devices: a user who has passed the second factor is not asked for it again on the device.

insert into private.settings (name, value) values ('trusted_device_lifetime', '30 days');

-- Trusts the caller's device. The token stays in a cookie of the device; only its hash is stored here. Ten devices per user: an
-- eleventh replaces the one that expires first. Returns no row unless the session is at aal2.
create function public.trust_device(token text) returns table (id uuid, expires_at timestamptz)
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  device private.trusted_devices;
begin
  if this.id is null or not public.is_aal2() then
    return;
  end if;
  if coalesce(char_length(token), 0) < 43 then
    raise exception 'token_too_short' using errcode = '22023', hint = 'Use at least 256 random bits, as 43 characters of base64url.';
  end if;
  -- Concurrent calls of one user wait for each other, so that the limit holds.
  perform from auth.users where users.id = this.user_id for no key update;
  delete from private.trusted_devices as old where old.id in (
    select own.id from private.trusted_devices as own where own.user_id = this.user_id
    order by own.expires_at desc, own.id offset 9
  );
  insert into private.trusted_devices (user_id, token_hash, factor_ids, user_agent, expires_at)
  values (
    this.user_id, sha256(convert_to(token, 'UTF8')), private.verified_factor_ids(this.user_id), left(this.user_agent, 300),
    now() + private.setting('trusted_device_lifetime')::interval
  )
  returning * into device;
  perform private.write_audit('device.trusted', this.user_id);
  return query select device.id, device.expires_at;
end
$$;

-- Whether the token is that of a device that the caller trusts. If so, the session needs no second factor while the trust lasts. It
-- never becomes aal2.
create function public.use_trusted_device(token text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  matched uuid;
begin
  update private.trusted_devices as device set last_used_at = now()
  where device.token_hash = sha256(convert_to(token, 'UTF8')) and device.user_id = this.user_id
    and device.expires_at > now() and device.factor_ids = private.verified_factor_ids(this.user_id)
  returning device.id into matched;
  if matched is null then
    return false;
  end if;
  insert into private.trusted_sessions as trusted (session_id, device_id) values (this.id, matched)
  on conflict (session_id) do update set device_id = excluded.device_id;
  return true;
end
$$;

-- The caller's trusted devices, the latest first.
create function public.list_trusted_devices()
  returns table (
    id uuid, user_agent text, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz, is_current boolean
  )
  language sql stable security definer
  set search_path = ''
as $$
  select
    device.id, device.user_agent, device.created_at, device.last_used_at, device.expires_at,
    exists (select from private.trusted_sessions as trusted where trusted.session_id = this.id and trusted.device_id = device.id)
  from private.current_session() as this
  join private.trusted_devices as device on device.user_id = this.user_id
  where device.expires_at > now() and device.factor_ids = private.verified_factor_ids(this.user_id)
  order by device.last_used_at desc, device.id
$$;

-- Ends the trust in one of the caller's devices, for its running sessions, too.
create function public.revoke_trusted_device(device_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  delete from private.trusted_devices as device where device.id = revoke_trusted_device.device_id and device.user_id = this.user_id;
  if not found then
    return false;
  end if;
  perform private.write_audit('device.untrusted', this.user_id);
  return true;
end
$$;

-- A change of the password ends the trust in all devices. A change of the factors ends it by itself: see trusted_devices.factor_ids.
create function private.delete_trusted_devices() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.encrypted_password is distinct from old.encrypted_password then
    delete from private.trusted_devices as device where device.user_id = new.id;
  end if;
  return null;
end
$$;
create trigger delete_trusted_devices
  after update on auth.users
  for each row execute function private.delete_trusted_devices();

-- An administrator who signs a user out of all sessions ends the trust in their devices, too.
create or replace function public.end_user_sessions(user_id uuid, reason text) returns integer
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  ended integer;
begin
  perform private.require_permission('users.manage');
  perform set_config('app.audit_cause', 'ended by an admin: ' || left(end_user_sessions.reason, 200), true);
  delete from private.trusted_devices as device where device.user_id = end_user_sessions.user_id;
  delete from auth.sessions where sessions.user_id = end_user_sessions.user_id;
  get diagnostics ended = row_count;
  return ended;
end
$$;

comment on function public.trust_device(text) is 'Trusts the caller''s device until the returned time. Requires aal2; returns no row otherwise.';
comment on function public.use_trusted_device(text) is 'Whether the token is that of a trusted device of the caller. The session then needs no second factor.';
comment on function public.list_trusted_devices() is 'The caller''s trusted devices, the latest first.';
comment on function public.revoke_trusted_device(uuid) is 'Ends the trust in one of the caller''s devices. False when there is no such device.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.trust_device(text), public.use_trusted_device(text), public.list_trusted_devices(), public.revoke_trusted_device(uuid)
from public, anon, authenticated, service_role;
grant execute on function
  public.trust_device(text), public.use_trusted_device(text), public.list_trusted_devices(), public.revoke_trusted_device(uuid)
to authenticated;
