-- Roles and their permissions. Every user is a member; an admin grants further roles, permanently or until an expiry.
-- Only the functions below write here, and policies call authorize('posts.create').
-- Create the first admin of a project in the SQL editor:
--   insert into public.user_roles (user_id, role, reason)
--   select id, 'admin', 'the first admin' from auth.users where email = 'you@example.com';

create type public.app_role as enum ('member', 'mentor', 'admin');

create table public.role_permissions (
  role public.app_role not null,
  permission text not null check (permission ~ '^[a-z]+\.[a-z_]+$'),
  primary key (role, permission)
);

create table public.user_roles (
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.app_role not null,
  granted_by uuid references auth.users (id) on delete set null,
  reason text not null default '' check (char_length(reason) <= 200),
  -- Compared with the clock on every read: an expired role grants nothing.
  expires_at timestamptz check (role <> 'member' or expires_at is null),
  created_at timestamptz not null default now(),
  primary key (user_id, role)
);

create index user_roles_granted_by on public.user_roles (granted_by);
create index user_roles_by_role on public.user_roles (role);

alter table public.role_permissions enable row level security;
alter table public.user_roles enable row level security;

revoke all on table public.role_permissions, public.user_roles from public, anon, authenticated, service_role;
grant select (user_id, role, expires_at) on table public.user_roles to authenticated;

create policy "People read their own roles" on public.user_roles
  for select to authenticated
  using ((select auth.uid()) = user_id);

-- Reading posts, materials and announcements needs no permission: they are public.
insert into public.role_permissions (role, permission) values
  ('member', 'posts.create'),
  ('member', 'posts.delete_own'),
  ('mentor', 'posts.create'),
  ('mentor', 'posts.delete_own'),
  ('mentor', 'materials.create'),
  ('mentor', 'materials.delete'),
  ('admin', 'posts.create'),
  ('admin', 'posts.delete_own'),
  ('admin', 'posts.delete_any'),
  ('admin', 'materials.create'),
  ('admin', 'materials.delete'),
  ('admin', 'announcements.create'),
  ('admin', 'announcements.delete'),
  ('admin', 'users.manage'),
  ('admin', 'audit.read');

-- The caller's current permissions. None for anonymous users, and none after the session has ended:
-- the access token itself stays valid for up to an hour.
create function private.own_permissions() returns setof text
  language sql stable
  set search_path = ''
as $$
  select distinct permission
  from public.user_roles
  join public.role_permissions using (role)
  where user_id = auth.uid()
    and (expires_at is null or expires_at > now())
    and coalesce(auth.jwt() ->> 'is_anonymous', 'false') = 'false'
    and (
      auth.jwt() ->> 'session_id' is null
      or exists (select from auth.sessions where id = (auth.jwt() ->> 'session_id')::uuid)
    )
$$;

-- Whether the caller has a permission. A permission that no role has raises an error, which denies access.
create function public.authorize(permission text) returns boolean
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  if not exists (select from public.role_permissions as known where known.permission = authorize.permission) then
    raise exception 'unknown permission' using errcode = '22023';
  end if;
  return authorize.permission in (select private.own_permissions());
end
$$;

-- All permissions of the caller, for pages that show what they allow.
create function public.my_permissions() returns text[]
  language sql stable security definer
  set search_path = ''
as $$
  select coalesce(array_agg(permission order by permission), '{}') from private.own_permissions() as permission
$$;

-- Raises an error unless the caller has a permission.
create function private.require_permission(permission text) returns void
  language plpgsql stable
  set search_path = ''
as $$
begin
  if public.authorize(permission) is not true then
    raise exception 'permission denied' using errcode = '42501';
  end if;
end
$$;

-- Never raises: an error would make the sign-up fail. A user without a role has no permission.
create function private.make_member() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  insert into public.user_roles (user_id, role) values (new.id, 'member') on conflict do nothing;
  return new;
exception when others then
  raise warning 'A new user got no role: %', sqlerrm;
  return new;
end
$$;

create trigger make_member
  after insert on auth.users
  for each row execute function private.make_member();

-- At least one admin must have no expiry, or no one could grant roles. The lock serializes changes, so that
-- two admins cannot remove each other.
create function private.keep_an_admin() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.role = 'admin' and new.expires_at is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtext('private.keep_an_admin'));
  if not exists (
    select from public.user_roles where role = 'admin' and expires_at is null and user_id <> old.user_id
  ) then
    raise exception 'last_admin' using errcode = '22023';
  end if;
  return case tg_op when 'UPDATE' then new else old end;
end
$$;

create trigger keep_an_admin
  before update or delete on public.user_roles
  for each row when (old.role = 'admin' and old.expires_at is null)
  execute function private.keep_an_admin();

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.authorize(text), public.my_permissions() from public, anon, authenticated, service_role;
grant execute on function public.authorize(text), public.my_permissions() to authenticated;

-- Existing users become members.
insert into public.user_roles (user_id, role) select id, 'member' from auth.users;
