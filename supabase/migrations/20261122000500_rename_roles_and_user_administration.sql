-- Standard names for roles and for what administrators do. Errors are 42501 for a missing permission and 22023 with a code otherwise;
-- the hint says what to do.

drop function private.make_member() cascade;

-- Every new user is a member. Never raises: an error would make the sign-up fail, and a user without a role has no permission.
create function private.assign_member_role() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  insert into public.user_roles (user_id, role) values (new.id, 'member') on conflict do nothing;
  return new;
exception when others then
  raise warning 'New user has no role: %', sqlerrm;
  return new;
end
$$;

create trigger assign_member_role
  after insert on auth.users
  for each row execute function private.assign_member_role();

-- At least one admin who can sign in must have no expiry. The lock serializes changes, so that two admins cannot remove each other.
alter function private.keep_an_admin() rename to protect_last_admin;
alter trigger keep_an_admin on public.user_roles rename to protect_last_admin;
create or replace function private.protect_last_admin() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.role = 'admin' and new.expires_at is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtext('private.protect_last_admin'));
  if not exists (
    select from public.user_roles
    join auth.users on users.id = user_roles.user_id
    where user_roles.role = 'admin' and user_roles.expires_at is null and user_roles.user_id <> old.user_id
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and coalesce(users.email_confirmed_at, users.phone_confirmed_at) is not null
  ) then
    raise exception 'last_admin'
      using errcode = '22023', hint = 'Grant another user the admin role without an expiry first.';
  end if;
  return case tg_op when 'UPDATE' then new else old end;
end
$$;

-- Grants a role, or replaces its expiry and reason. Users cannot grant roles to themselves, and a grant ends no later than the
-- role that permits it.
drop function public.give_role(uuid, public.app_role, text, timestamptz);
create function public.grant_role(
  user_id uuid, role public.app_role, reason text, expires_at timestamptz default null
) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own_expiry timestamptz;
begin
  perform private.require_permission('users.manage');
  if grant_role.role = 'member' then
    raise exception 'member_role_fixed' using errcode = '22023', hint = 'Every user is a member. Grant another role.';
  end if;
  if grant_role.user_id = auth.uid() then
    raise exception 'cannot_grant_to_self' using errcode = '22023', hint = 'Ask another admin to change your roles.';
  end if;
  if grant_role.expires_at <= now() then
    raise exception 'expiry_in_past' using errcode = '22023', hint = 'Choose a time in the future.';
  end if;
  select max(coalesce(held.expires_at, 'infinity')) into own_expiry
  from public.user_roles as held
  join public.role_permissions as allowed on allowed.role = held.role and allowed.permission = 'users.manage'
  where held.user_id = auth.uid() and (held.expires_at is null or held.expires_at > now());
  if coalesce(grant_role.expires_at, 'infinity') > own_expiry then
    raise exception 'expiry_after_own' using errcode = '22023', hint = 'Your own role expires earlier. Choose an earlier time.';
  end if;
  if not exists (select from auth.users where users.id = grant_role.user_id) then
    raise exception 'user_not_found' using errcode = '22023', hint = 'The account may have been deleted.';
  end if;
  insert into public.user_roles (user_id, role, granted_by, reason, expires_at)
  values (grant_role.user_id, grant_role.role, auth.uid(), grant_role.reason, grant_role.expires_at)
  on conflict on constraint user_roles_pkey do update
    set granted_by = excluded.granted_by, reason = excluded.reason, expires_at = excluded.expires_at;
end
$$;

-- Revokes a role. The member role cannot be revoked.
drop function public.take_role(uuid, public.app_role, text);
create function public.revoke_role(user_id uuid, role public.app_role, reason text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if revoke_role.role = 'member' then
    raise exception 'member_role_fixed' using errcode = '22023', hint = 'Every user stays a member. Revoke another role.';
  end if;
  perform set_config('app.audit_cause', left(revoke_role.reason, 200), true);
  delete from public.user_roles as held where held.user_id = revoke_role.user_id and held.role = revoke_role.role;
  if not found then
    raise exception 'role_not_found' using errcode = '22023', hint = 'The user does not have this role.';
  end if;
end
$$;

-- Signs a user out of all sessions. Returns the number of sessions that ended.
drop function public.end_sessions(uuid, text);
create function public.end_user_sessions(user_id uuid, reason text) returns integer
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  ended integer;
begin
  perform private.require_permission('users.manage');
  perform set_config('app.audit_cause', 'ended by an admin: ' || left(end_user_sessions.reason, 200), true);
  delete from auth.sessions where sessions.user_id = end_user_sessions.user_id;
  get diagnostics ended = row_count;
  return ended;
end
$$;

-- What administrators see of users, in the order of the given ids.
drop function private.describe_users(uuid[]);
create function private.get_user_details(ids uuid[])
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language sql stable rows 25
  set search_path = ''
as $$
  select
    users.id, coalesce(users.email, '')::text, coalesce(profiles.name, ''), users.created_at, users.last_sign_in_at,
    users.email_confirmed_at is not null,
    (select count(*) from auth.sessions where sessions.user_id = users.id),
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('role', role, 'expires_at', expires_at, 'reason', user_roles.reason) order by role desc
      ), '[]')
      from public.user_roles
      where user_id = users.id and role <> 'member' and (expires_at is null or expires_at > now())
    )
  from unnest(ids) with ordinality as requested (id, position)
  join auth.users on users.id = requested.id
  left join public.profiles on profiles.id = users.id
  order by requested.position
$$;

create or replace function public.list_users(search text default '', before uuid default null, size integer default 25)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('users.listed');
  return query select * from private.get_user_details(array(
    select found_user from private.find_users(search, before, least(greatest(size, 1), 100)) as found_user
  ));
end
$$;

create or replace function public.get_user(user_id uuid)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('user.viewed', get_user.user_id);
  return query select * from private.get_user_details(array[get_user.user_id]);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.grant_role(uuid, public.app_role, text, timestamptz),
  public.revoke_role(uuid, public.app_role, text),
  public.end_user_sessions(uuid, text)
from public, anon, authenticated, service_role;
grant execute on function
  public.grant_role(uuid, public.app_role, text, timestamptz),
  public.revoke_role(uuid, public.app_role, text),
  public.end_user_sessions(uuid, text)
to authenticated;
