-- How users list their sessions and end one of them. The Auth API offers neither: it ends the current session, all others, or
-- all. These functions bypass row level security, so each of them checks the caller first.

-- The session of the caller's access token, if it exists: a token outlives its session.
create function private.current_session() returns auth.sessions
  language sql stable security definer
  set search_path = ''
as $$
  select sessions.* from auth.sessions
  where sessions.id::text = (select auth.jwt() ->> 'session_id')
    and sessions.user_id = (select auth.uid())
    and (sessions.not_after is null or sessions.not_after > now())
$$;

-- All sessions of the caller, the current one first, then by last activity.
create function public.list_sessions() returns table (
  id uuid, user_agent text, ip text, created_at timestamptz, last_active_at timestamptz, aal text, is_current boolean
)
  language sql stable security definer
  set search_path = ''
as $$
  select
    sessions.id, sessions.user_agent, host(sessions.ip), sessions.created_at,
    -- refreshed_at has no time zone; it is in UTC.
    greatest(sessions.refreshed_at at time zone 'utc', sessions.updated_at, sessions.created_at),
    sessions.aal::text, sessions.id = this.id
  from private.current_session() as this
  join auth.sessions on sessions.user_id = this.user_id
  where sessions.not_after is null or sessions.not_after > now()
  order by 7 desc, 5 desc
$$;

-- Ends one of the caller's sessions. False when the caller has no such session.
create function public.end_session(session_id uuid) returns boolean
  language sql volatile security definer
  set search_path = ''
as $$
  with ended as (
    delete from auth.sessions using private.current_session() as this
    where sessions.id = end_session.session_id and sessions.user_id = this.user_id
    returning sessions.id
  )
  select exists (select from ended)
$$;

revoke execute on function private.current_session() from public, anon, authenticated, service_role;
revoke execute on function public.list_sessions(), public.end_session(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_sessions(), public.end_session(uuid) to authenticated;
