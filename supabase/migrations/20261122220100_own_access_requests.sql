-- For the data export: what a user has said about themselves in requests for access.
create function public.my_access_requests()
  returns table (name text, reason text, status text, access_until timestamptz, created_at timestamptz, decided_at timestamptz)
  language sql stable security definer
  set search_path = ''
as $$
  select request.name, request.reason, request.status, request.access_until, request.created_at, request.decided_at
  from private.current_session() as this
  join auth.users on users.id = this.user_id
  join private.access_requests as request on request.email = users.email
  order by request.created_at
$$;

comment on function public.my_access_requests() is 'The requests for access with the caller''s email address, oldest first.';
revoke execute on function public.my_access_requests() from public, anon, authenticated, service_role;
grant execute on function public.my_access_requests() to authenticated;
