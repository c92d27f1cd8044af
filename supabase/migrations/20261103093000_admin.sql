-- What admins do with other users' accounts. Each function calls authorize() and runs with the caller's own access token:
-- no key that bypasses the policies is needed. Triggers record changes in the audit log.
-- Errors are 42501 for a missing permission, and 22023 with a code otherwise.

-- Users, newest first. `search` is part of a name or email, or a whole ID; `before` is the last ID of the previous page.
create function public.list_users(search text default '', before uuid default null, size integer default 25)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
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

-- Grants a role, or replaces its expiry and reason.
create function public.give_role(
  user_id uuid, role public.app_role, reason text, until timestamptz default null
) returns void
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if give_role.role = 'member' then
    raise exception 'member_stays' using errcode = '22023';
  end if;
  if until <= now() then
    raise exception 'until_past' using errcode = '22023';
  end if;
  if not exists (select from auth.users as person where person.id = give_role.user_id) then
    raise exception 'no_such_user' using errcode = '22023';
  end if;
  insert into public.user_roles as given (user_id, role, granted_by, reason, expires_at)
  values (give_role.user_id, give_role.role, auth.uid(), give_role.reason, until)
  on conflict on constraint user_roles_pkey do update
    set granted_by = excluded.granted_by, reason = excluded.reason, expires_at = excluded.expires_at;
end
$$;

-- Revokes a role. The member role cannot be revoked.
create function public.take_role(user_id uuid, role public.app_role, reason text) returns void
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if take_role.role = 'member' then
    raise exception 'member_stays' using errcode = '22023';
  end if;
  perform set_config('app.audit_cause', left(take_role.reason, 200), true);
  delete from public.user_roles as given where given.user_id = take_role.user_id and given.role = take_role.role;
  if not found then
    raise exception 'no_such_role' using errcode = '22023';
  end if;
end
$$;

-- Signs a user out of all sessions. Returns the number of sessions that ended.
create function public.end_sessions(user_id uuid, reason text) returns integer
  language plpgsql security definer
  set search_path = ''
as $$
declare
  ended integer;
begin
  perform private.require_permission('users.manage');
  perform set_config('app.audit_cause', 'ended by an admin: ' || left(end_sessions.reason, 200), true);
  delete from auth.sessions as session where session.user_id = end_sessions.user_id;
  get diagnostics ended = row_count;
  return ended;
end
$$;

revoke execute on function
  public.list_users(text, uuid, integer),
  public.give_role(uuid, public.app_role, text, timestamptz),
  public.take_role(uuid, public.app_role, text),
  public.end_sessions(uuid, text)
from public, anon, authenticated, service_role;
grant execute on function
  public.list_users(text, uuid, integer),
  public.give_role(uuid, public.app_role, text, timestamptz),
  public.take_role(uuid, public.app_role, text),
  public.end_sessions(uuid, text)
to authenticated;
