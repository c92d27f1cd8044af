-- Taking back a change of address that still waits. The Auth API has no answer for that: it only lets the mails expire.

-- Forgets the address that the caller asked to change to, and makes the mails about it worthless. False when none was waiting.
create function public.cancel_email_change() returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  update auth.users
  set email_change = '', email_change_token_new = '', email_change_token_current = '',
    email_change_confirm_status = 0, email_change_sent_at = null
  where users.id = this.user_id and users.email_change <> '';
  if not found then
    return false;
  end if;
  -- Where the Auth server looks mailed tokens up in a table of their own.
  if to_regclass('auth.one_time_tokens') is not null then
    execute $sql$delete from auth.one_time_tokens where user_id = $1 and token_type::text like 'email_change_token_%'$sql$
      using this.user_id;
  end if;
  return true;
end
$$;

revoke execute on function public.cancel_email_change() from public, anon, authenticated, service_role;
grant execute on function public.cancel_email_change() to authenticated;
