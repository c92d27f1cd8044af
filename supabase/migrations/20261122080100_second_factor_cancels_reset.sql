-- Someone who passes the second factor has not lost it: a pending reset is canceled. The owner can still cancel it before that.
create function private.cancel_needless_reset() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.aal <> 'aal2' or old.aal is not distinct from new.aal then
    return null;
  end if;
  delete from private.factor_resets as reset where reset.user_id = new.user_id;
  if found then
    perform private.queue_audit('mfa.reset_canceled', new.user_id, 'the second factor was used', new.id);
  end if;
  return null;
exception when others then
  -- An error would stop the Auth server: a deadlock, for one, with the reset that is just being completed.
  raise warning 'Factor reset not canceled: %', sqlerrm;
  return null;
end
$$;
create trigger cancel_needless_reset
  after update on auth.sessions
  for each row execute function private.cancel_needless_reset();

revoke execute on function private.cancel_needless_reset() from public, anon, authenticated, service_role;
