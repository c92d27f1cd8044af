-- touch_session() returns the times of the session, so that one call tells whether it has timed out, by which limit, and when it
-- will otherwise.

create or replace function public.session_times() returns jsonb
  language sql stable security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'started_at', this.created_at,
    'last_active_at', times.last_active_at,
    'idle_timeout_seconds', extract(epoch from limits.idle_timeout)::integer,
    'absolute_timeout_seconds', extract(epoch from limits.absolute_timeout)::integer,
    'expires_at', times.expires_at,
    -- Rounded up, so that a countdown never ends too early.
    'expires_in_seconds', ceil(extract(epoch from times.expires_at - now()))::integer,
    'expires_by', case
      when times.expires_at is null then null
      when times.expires_at = this.created_at + limits.absolute_timeout then 'absolute'
      -- A refresh after the idle time-out sets not_after, and counts as activity.
      when limits.idle_timeout is not null then 'idle'
    end,
    'is_active', public.has_active_session()
  )
  from auth.sessions as this
  cross join private.session_limits as limits
  cross join lateral (
    select
      private.last_active_at(this) as last_active_at,
      least(private.last_active_at(this) + limits.idle_timeout, this.created_at + limits.absolute_timeout, this.not_after) as expires_at
  ) as times
  where this.id::text = auth.jwt() ->> 'session_id' and this.user_id = auth.uid()
$$;

-- The type of its result changes.
drop function public.touch_session();

create function public.touch_session() returns jsonb
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if this.id is not null then
    -- Written at most once a minute.
    insert into private.session_activity as activity (session_id, last_active_at) values (this.id, now())
    on conflict (session_id) do update set last_active_at = excluded.last_active_at
      where activity.last_active_at < now() - interval '1 minute';
  end if;
  return public.session_times();
end
$$;

comment on function public.touch_session() is
  'Counts the caller''s session as used now, unless it has ended, and returns session_times().';
comment on function public.session_times() is
  'started_at, last_active_at, idle_timeout_seconds, absolute_timeout_seconds, expires_at, expires_in_seconds, expires_by (idle or absolute), and is_active of the caller''s session.';

revoke execute on function public.touch_session() from public, anon, authenticated, service_role;
grant execute on function public.touch_session() to authenticated;
