-- Cancels a pending change of email. The Auth API can only let the emails expire.

-- Discards the new email of the caller and invalidates the emails about it. False when no change is pending.
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
  -- Newer Auth servers look emailed tokens up in a separate table.
  if to_regclass('auth.one_time_tokens') is not null then
    execute $sql$delete from auth.one_time_tokens where user_id = $1 and token_type::text like 'email_change_token_%'$sql$
      using this.user_id;
  end if;
  return true;
end
$$;

revoke execute on function public.cancel_email_change() from public, anon, authenticated, service_role;
grant execute on function public.cancel_email_change() to authenticated;
