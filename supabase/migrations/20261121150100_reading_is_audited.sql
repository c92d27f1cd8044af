-- Listing users, viewing a user and reading all activity are audited. Reasons that an admin wrote are visible only to admins.
-- Each of these functions reads one index range, however large the tables are.

-- Writes that the caller has read something: once in ten minutes for each type and user, not for each page.
create function private.audit_reading(type public.audit_type, about uuid default null) returns void
  language plpgsql volatile
  set search_path = ''
as $$
begin
  if private.count_report(audit_reading.type, coalesce(about, '00000000-0000-0000-0000-000000000000'), 'by ' || auth.uid()) = 1 then
    perform private.write_audit(audit_reading.type, about);
  end if;
end
$$;

-- What users see of an entry's reason: codes and roles, but not the text that an admin wrote.
create function private.reason_for_owner(type public.audit_type, reason text) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when type in ('role.given', 'role.taken') then split_part(reason, ': ', 1)
    when type = 'session.ended' and reason like 'ended by an admin: %' then 'ended by an admin'
    else reason
  end
$$;

create or replace function public.my_activity(before bigint default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, by_me boolean, this_session boolean,
    address text, agent text, result text, reason text
  )
  language sql stable security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
  select
    entry.id, entry.created_at, entry.type,
    coalesce(entry.actor_id = auth.uid(), false),
    coalesce(entry.session_id = (auth.jwt() ->> 'session_id')::uuid, false),
    case when entry.actor_id is null or entry.actor_id = auth.uid() then host(entry.address) end,
    case when entry.actor_id is null or entry.actor_id = auth.uid() then entry.agent end,
    entry.result, private.reason_for_owner(entry.type, entry.reason)
  from public.audit_log as entry
  where entry.user_id = (select auth.uid() where public.has_live_session())
    and entry.id < coalesce(before, 9223372036854775807)
  order by entry.id desc
  limit least(greatest(size, 1), 100)
$$;

drop function public.all_activity(bigint, uuid, integer);
create function public.all_activity(before bigint default null, about uuid default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, user_id uuid, user_email text, actor_id uuid,
    actor_email text, session_id uuid, address text, agent text, result text, reason text
  )
  language plpgsql volatile security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
begin
  perform private.require_permission('audit.read');
  return query
    select
      entry.id, entry.created_at, entry.type, entry.user_id, concerned.email::text, entry.actor_id, actor.email::text,
      entry.session_id, host(entry.address), entry.agent, entry.result, entry.reason
    from public.audit_log as entry
    left join auth.users as concerned on concerned.id = entry.user_id
    left join auth.users as actor on actor.id = entry.actor_id
    where (about is null or entry.user_id = about) and entry.id < coalesce(before, 9223372036854775807)
    order by entry.id desc
    limit least(greatest(size, 1), 100);
  perform private.audit_reading('activity.read', about);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer) to authenticated;

drop function public.list_users(text, uuid, integer);
create function public.list_users(search text default '', before uuid default null, size integer default 25)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_reading('people.listed');
  return query
    select
      person.id, coalesce(person.email, '')::text, coalesce(profile.name, ''), person.created_at, person.last_sign_in_at,
      person.email_confirmed_at is not null,
      (select count(*) from auth.sessions where user_id = person.id),
      (
        select coalesce(jsonb_agg(
          jsonb_build_object('role', role, 'until', expires_at, 'reason', given.reason) order by role desc
        ), '[]')
        from public.user_roles as given
        where user_id = person.id and role <> 'member' and (expires_at is null or expires_at > now())
      )
    from auth.users as person
    left join public.profiles as profile on profile.id = person.id
    where (
        search = ''
        or strpos(lower(person.email), lower(search)) > 0
        or strpos(lower(profile.name), lower(search)) > 0
        or person.id::text = lower(search)
      )
      and (
        before is null
        or (person.created_at, person.id) < (select last.created_at, last.id from auth.users as last where last.id = before)
      )
    order by person.created_at desc, person.id desc
    limit least(greatest(size, 1), 100);
end
$$;


-- One user, by ID.
create function public.get_user(user_id uuid)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_permission('users.manage');
  perform private.audit_reading('person.viewed', get_user.user_id);
  return query
    select
      person.id, coalesce(person.email, '')::text, coalesce(profile.name, ''), person.created_at, person.last_sign_in_at,
      person.email_confirmed_at is not null,
      (select count(*) from auth.sessions where user_id = person.id),
      (
        select coalesce(jsonb_agg(
          jsonb_build_object('role', role, 'until', expires_at, 'reason', given.reason) order by role desc
        ), '[]')
        from public.user_roles as given
        where user_id = person.id and role <> 'member' and (expires_at is null or expires_at > now())
      )
    from auth.users as person
    left join public.profiles as profile on profile.id = person.id
    where person.id = get_user.user_id;
end
$$;

revoke execute on function public.list_users(text, uuid, integer), public.get_user(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.list_users(text, uuid, integer), public.get_user(uuid) to authenticated;
