-- Account functions that the Auth API does not offer.

-- Whether the caller has a password. Users who sign in with a provider or by email may have none.
create function public.has_password() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.users, private.current_session() as this
    where users.id = this.user_id and users.encrypted_password <> ''
  )
$$;

-- Deletes the caller's account and, by cascade, everything that refers to it.
-- Requires a session that started in the last ten minutes, as utils/auth/reauthentication/require-recent-sign-in.ts does.
create function public.delete_account() returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.created_at is null or this.created_at < now() - interval '10 minutes' then
    raise exception 'Sign in again first.' using errcode = 'insufficient_privilege', hint = 'recent_login_required';
  end if;
  delete from auth.users where id = this.user_id;
end
$$;

revoke execute on function public.has_password(), public.delete_account() from public, anon, authenticated, service_role;
grant execute on function public.has_password(), public.delete_account() to authenticated;
