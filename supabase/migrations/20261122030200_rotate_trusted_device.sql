-- The token of a trusted device is replaced at each sign-in. A copy of the browser's cookies is void after the owner's next sign-in,
-- and if the copy is used first, the owner is asked for the second factor again.
create function public.rotate_trusted_device(token text, new_token text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if coalesce(char_length(new_token), 0) < 43 then
    raise exception 'token_too_short' using errcode = '22023', hint = 'Use at least 256 random bits, as 43 characters of base64url.';
  end if;
  -- The update waits for a concurrent one of the same token and then finds none.
  update private.trusted_devices as device set token_hash = sha256(convert_to(new_token, 'UTF8'))
  where device.token_hash = sha256(convert_to(token, 'UTF8')) and device.user_id = this.user_id;
  return found and public.use_trusted_device(new_token);
end
$$;

comment on function public.rotate_trusted_device(text, text) is
  'As use_trusted_device(), and replaces the token of the device, which works once.';

revoke execute on function public.rotate_trusted_device(text, text) from public, anon, authenticated, service_role;
grant execute on function public.rotate_trusted_device(text, text) to authenticated;
