-- rotate_trusted_device() does the work of use_trusted_device(), which is dropped. trust_device() takes a lock of its own instead of that
-- of the user's row, which the Auth server writes.

-- Whether the token is that of a device that the caller trusts. If so, the new token replaces it, and the session needs no second
-- factor while the trust lasts. It never becomes aal2.
create or replace function public.rotate_trusted_device(token text, new_token text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  matched uuid;
begin
  if coalesce(char_length(new_token), 0) < 43 then
    raise exception 'token_too_short' using errcode = '22023', hint = 'Use at least 256 random bits, as 43 characters of base64url.';
  end if;
  -- The update waits for a concurrent one of the same token and then finds none.
  update private.trusted_devices as device set token_hash = sha256(convert_to(new_token, 'UTF8')), last_used_at = now()
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

drop function public.use_trusted_device(text);

comment on function public.rotate_trusted_device(text, text) is
  'Whether the token is that of a trusted device of the caller. The session then needs no second factor, and the new token replaces the old.';

create or replace function public.trust_device(token text) returns table (id uuid, expires_at timestamptz)
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
  perform pg_advisory_xact_lock(hashtext('public.trust_device'), hashtext(this.user_id::text));
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
