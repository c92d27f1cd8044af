-- Time-outs of sessions, off by default. The Auth server's own (`[auth.sessions]` of config.toml) are part of paid plans and apply
-- when a token is refreshed; these apply to every statement.

create table private.session_limits (
  id boolean primary key default true check (id),
  idle_timeout interval check (idle_timeout > interval '0'),
  absolute_timeout interval check (absolute_timeout > interval '0')
);
insert into private.session_limits default values;

-- Activity between two refreshes, written by touch_session().
create table private.session_activity (
  session_id uuid primary key references auth.sessions (id) on delete cascade,
  last_active_at timestamptz not null
);

alter table private.session_limits enable row level security;
alter table private.session_activity enable row level security;
revoke all on table private.session_limits, private.session_activity from public, anon, authenticated, service_role;

create function private.last_active_at(this auth.sessions) returns timestamptz
  language sql stable
  set search_path = ''
as $$
  -- refreshed_at has no time zone; it is in UTC.
  select greatest(
    this.refreshed_at at time zone 'utc', this.updated_at, this.created_at,
    (select activity.last_active_at from private.session_activity as activity where activity.session_id = this.id)
  )
$$;

create function private.is_timed_out(this auth.sessions) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce(bool_or(
    this.created_at + limits.absolute_timeout <= now() or private.last_active_at(this) + limits.idle_timeout <= now()
  ), false)
  from private.session_limits as limits
  where limits.idle_timeout is not null or limits.absolute_timeout is not null
$$;

create or replace function public.has_active_session() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.sessions as this join auth.users on users.id = this.user_id
    where this.id::text = auth.jwt() ->> 'session_id'
      and this.user_id = auth.uid()
      and (this.not_after is null or this.not_after > now())
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and not private.is_timed_out(this)
  )
$$;

-- A refresh does not revive a session that has timed out: the Auth server knows nothing of these limits. It reads not_after at the
-- next refresh and ends the session.
create function private.end_timed_out_session() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if private.is_timed_out(old) then
    new.not_after := least(new.not_after, now());
  end if;
  return new;
end
$$;
create trigger end_timed_out_session
  before update on auth.sessions
  for each row execute function private.end_timed_out_session();

-- Whether the session is active. If so, it counts as used now; written at most once a minute.
create function public.touch_session() returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if this.id is null then
    return false;
  end if;
  insert into private.session_activity as activity (session_id, last_active_at) values (this.id, now())
  on conflict (session_id) do update set last_active_at = excluded.last_active_at
    where activity.last_active_at < now() - interval '1 minute';
  return true;
end
$$;

-- The times of the caller's session, also when it has timed out. Null when there is no such session.
create function public.session_times() returns jsonb
  language sql stable security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'started_at', this.created_at,
    'last_active_at', private.last_active_at(this),
    'idle_timeout_seconds', extract(epoch from limits.idle_timeout)::integer,
    'absolute_timeout_seconds', extract(epoch from limits.absolute_timeout)::integer,
    'expires_at', least(private.last_active_at(this) + limits.idle_timeout, this.created_at + limits.absolute_timeout, this.not_after),
    'is_active', public.has_active_session()
  )
  from auth.sessions as this, private.session_limits as limits
  where this.id::text = auth.jwt() ->> 'session_id' and this.user_id = auth.uid()
$$;

create or replace function public.list_sessions()
  returns table (id uuid, user_agent text, ip text, created_at timestamptz, last_active_at timestamptz, aal text, is_current boolean)
  language sql stable security definer
  set search_path = ''
as $$
  select
    sessions.id, sessions.user_agent, host(sessions.ip), sessions.created_at, private.last_active_at(sessions),
    sessions.aal::text, sessions.id = this.id
  from private.current_session() as this
  join auth.sessions on sessions.user_id = this.user_id
  where (sessions.not_after is null or sessions.not_after > now()) and not private.is_timed_out(sessions)
  order by 7 desc, 5 desc
$$;

comment on table private.session_limits is
  'Time-outs of sessions, in one row. Null means none; 30 minutes idle and 8 hours in all are common for sensitive data.';
comment on table private.session_activity is 'When each session was last used, where touch_session() is called.';
comment on function public.touch_session() is 'Counts the caller''s session as used now. False when it has ended.';
comment on function public.session_times() is
  'started_at, last_active_at, idle_timeout_seconds, absolute_timeout_seconds, expires_at and is_active of the caller''s session.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.touch_session(), public.session_times() from public, anon, authenticated, service_role;
grant execute on function public.touch_session(), public.session_times() to authenticated;
