-- Standard names for the caller's session, their permissions and their activity.

alter function public.has_live_session() rename to has_active_session;

-- The policies call it by its new name already; this gives their result column the name too.
do $$
declare
  protected regclass;
begin
  for protected in select polrelid::regclass from pg_catalog.pg_policy where polname = 'Require an active session' loop
    execute format('alter policy "Require an active session" on %s using ((select public.has_active_session()))', protected);
  end loop;
end
$$;

create or replace function private.current_session() returns auth.sessions
  language sql stable security definer
  set search_path = ''
as $$
  select sessions.* from auth.sessions
  where sessions.id::text = (select auth.jwt() ->> 'session_id')
    and sessions.user_id = (select auth.uid())
    and (select public.has_active_session())
$$;

-- The caller's permissions, sorted: none for anonymous users or after the session has ended. Pages show what they allow.
drop function public.my_permissions();
create function public.current_permissions() returns text[]
  language sql stable security definer
  set search_path = ''
as $$
  select coalesce(array_agg(distinct permission order by permission), '{}')
  from public.user_roles
  join public.role_permissions using (role)
  where user_id = auth.uid()
    and (expires_at is null or expires_at > now())
    and coalesce(auth.jwt() ->> 'is_anonymous', 'false') = 'false'
    and (select public.has_active_session())
$$;

-- Whether the caller has a permission. A permission that no role has is a mistake: it raises an error, which denies access.
create or replace function public.authorize(permission text) returns boolean
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  if not exists (select from public.role_permissions as known where known.permission = authorize.permission) then
    raise exception 'unknown permission'
      using errcode = '22023', detail = coalesce(authorize.permission, 'null'), hint = 'Insert the permission into role_permissions first.';
  end if;
  return authorize.permission = any (public.current_permissions());
end
$$;
drop function private.own_permissions();

create or replace function private.require_permission(permission text) returns void
  language plpgsql stable
  set search_path = ''
as $$
begin
  if public.authorize(permission) is not true then
    raise exception 'permission denied' using errcode = '42501', hint = format('This requires the permission %s.', permission);
  end if;
end
$$;

create or replace function public.end_session(session_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  perform private.set_audit_client();
  delete from auth.sessions where sessions.id = end_session.session_id and sessions.user_id = this.user_id;
  return found;
end
$$;

create or replace function public.delete_account() returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.created_at is null or this.created_at < now() - interval '10 minutes' then
    raise exception 'reauthentication_needed'
      using errcode = '42501', hint = 'Sign in again, then delete the account within 10 minutes.';
  end if;
  delete from auth.users where id = this.user_id;
end
$$;

-- What users see of an entry's reason: codes and roles, but not the text that an administrator wrote.
alter function private.reason_for_owner(public.audit_type, text) rename to user_visible_reason;
create or replace function private.user_visible_reason(type public.audit_type, reason text) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when type in ('role.granted', 'role.revoked') then split_part(reason, ': ', 1)
    when type = 'session.ended' and reason like 'ended by an admin: %' then 'ended by an admin'
    else reason
  end
$$;

-- A user's entries, newest first, read from one index range of each partition. Sorting is off: for a user whom the statistics
-- do not know, the planner might read all entries and sort them.
drop function private.entries_about(uuid, bigint, integer);
create function private.list_user_entries(for_user uuid, before bigint, size integer) returns setof public.audit_log
  language plpgsql stable rows 25
  set search_path = ''
  set plan_cache_mode = force_custom_plan
  set enable_sort = off
as $$
declare
  last_at timestamptz := 'infinity';
begin
  if before is not null then
    select entry.created_at into last_at from public.audit_log as entry where entry.id = before and entry.user_id = for_user;
  end if;
  return query
    select entry.* from public.audit_log as entry
    where entry.user_id = for_user
      and entry.created_at <= last_at
      and (entry.created_at, entry.id) < (last_at, coalesce(before, 9223372036854775807))
    order by entry.created_at desc, entry.id desc
    limit least(greatest(size, 1), 100);
end
$$;

-- The caller's activity, newest first. `before` is the last id of the previous page. The client is null where another user acted.
drop function public.my_activity(bigint, integer);
create function public.my_activity(before bigint default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, is_own_action boolean, is_current_session boolean,
    ip text, user_agent text, result text, reason text
  )
  language sql stable security definer
  set search_path = ''
as $$
  select
    entry.id, entry.created_at, entry.type,
    coalesce(entry.actor_id = auth.uid(), false),
    coalesce(entry.session_id = (auth.jwt() ->> 'session_id')::uuid, false),
    case when entry.actor_id is null or entry.actor_id = auth.uid() then host(client.ip) end,
    case when entry.actor_id is null or entry.actor_id = auth.uid() then client.user_agent end,
    entry.result, private.user_visible_reason(entry.type, entry.reason)
  from private.list_user_entries((select auth.uid() where public.has_active_session()), before, size) with ordinality
    as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, position)
  left join private.audit_clients as client on client.entry_id = entry.id
  order by entry.position
$$;

-- Writes that an administrator has read something: once in ten minutes for each type and user, not for each page.
drop function private.audit_reading(public.audit_type, uuid);
create function private.audit_admin_read(type public.audit_type, for_user uuid default null) returns void
  language plpgsql volatile
  set search_path = ''
as $$
begin
  if private.count_report(
    audit_admin_read.type, coalesce(for_user, '00000000-0000-0000-0000-000000000000'), 'by ' || auth.uid()
  ) = 1 then
    perform private.write_audit(audit_admin_read.type, for_user);
  end if;
end
$$;

-- All activity, newest first, or that of one user. Requires audit.read.
drop function public.all_activity(bigint, uuid, integer);
create function public.all_activity(before bigint default null, for_user uuid default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, user_id uuid, user_email text, actor_id uuid,
    actor_email text, session_id uuid, ip text, user_agent text, result text, reason text
  )
  language plpgsql volatile security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
declare
  page public.audit_log[];
begin
  perform private.require_permission('audit.read');
  if for_user is not null then
    page := array(select entry from private.list_user_entries(for_user, before, size) as entry);
  else
    page := array(
      select entry from public.audit_log as entry
      where entry.id < coalesce(before, 9223372036854775807)
      order by entry.id desc
      limit least(greatest(size, 1), 100)
    );
  end if;
  return query
    select
      entry.id, entry.created_at, entry.type, entry.user_id, concerned.email::text, entry.actor_id, actor.email::text,
      entry.session_id, host(client.ip), client.user_agent, entry.result, entry.reason
    from unnest(page) with ordinality
      as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, position)
    left join private.audit_clients as client on client.entry_id = entry.id
    left join auth.users as concerned on concerned.id = entry.user_id
    left join auth.users as actor on actor.id = entry.actor_id
    order by entry.position;
  perform private.audit_admin_read('activity.read', for_user);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.current_permissions(), public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer)
from public, anon, authenticated, service_role;
grant execute on function
  public.current_permissions(), public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer)
to authenticated;
