-- Organizations (tenants). Every policy on data of an organization relies on public.my_organizations(permission).

-- In ascending order: no one manages a role above their own.
create type public.organization_role as enum ('member', 'admin', 'owner');

create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  -- Part of addresses: /o/<slug>. It never changes, so that an old link cannot lead to another organization.
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) between 2 and 40),
  name text not null check (name = trim(name) and char_length(name) between 1 and 100 and name !~ '[[:cntrl:]]'),
  -- Members reach the organization only in a session at aal2.
  requires_mfa boolean not null default false,
  created_at timestamptz not null default now()
);

create table public.organization_members (
  organization_id uuid not null references public.organizations (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.organization_role not null,
  -- Compared with the clock on every read: an expired membership grants nothing.
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index organization_members_user_id_idx on public.organization_members (user_id);
-- For pages of members, and for the owners among them.
create index organization_members_page_idx on public.organization_members (organization_id, created_at, user_id)
  include (role, expires_at);
create index organization_members_owners_idx on public.organization_members (organization_id)
  where role = 'owner' and expires_at is null;

-- Who cannot become a member again on their own: users who were removed, and temporary members who left. Functions that let users join
-- without an invitation check it. Accepting an invitation deletes the row.
create table private.organization_removals (
  organization_id uuid not null references public.organizations (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  removed_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index organization_removals_user_id_idx on private.organization_removals (user_id);

create table private.organization_role_permissions (
  role public.organization_role not null,
  permission text not null check (permission ~ '^[a-z]+\.[a-z_]+$'),
  primary key (role, permission)
);
insert into private.organization_role_permissions (role, permission)
select role, permission
from (values
  ('member'::public.organization_role, array['organization.read', 'members.read', 'notes.read', 'notes.create', 'notes.update', 'notes.delete']),
  ('admin', array['organization.update', 'members.manage']),
  ('owner', array['organization.delete', 'organization.transfer'])
) as least (lowest, permissions)
cross join unnest(permissions) as permission
join unnest(enum_range(null::public.organization_role)) as role on role >= lowest;

alter table public.organizations enable row level security;
alter table public.organization_members enable row level security;
alter table private.organization_removals enable row level security;
alter table private.organization_role_permissions enable row level security;
revoke all on table
  public.organizations, public.organization_members, private.organization_removals, private.organization_role_permissions
from public, anon, authenticated, service_role;
grant select (id, slug, name, requires_mfa, created_at) on table public.organizations to authenticated;
grant select (organization_id, user_id, role, expires_at, created_at) on table public.organization_members to authenticated;

-- The organizations in which the caller has a permission now. Policies call it as
-- `organization_id = any (array(select public.my_organizations('notes.read')))`, which runs once per statement and can use an index.
create function public.my_organizations(permission text) returns setof uuid
  language sql stable security definer rows 5
  set search_path = ''
as $$
  select member.organization_id
  from public.organization_members as member
  join public.organizations as organization on organization.id = member.organization_id
  join private.organization_role_permissions as allowed on allowed.role = member.role
  where member.user_id = (select auth.uid())
    and allowed.permission = my_organizations.permission
    and (member.expires_at is null or member.expires_at > now())
    and (not organization.requires_mfa or (select public.is_aal2()))
    and coalesce(auth.jwt() ->> 'is_anonymous', 'false') = 'false'
    and (select public.has_active_session())
    and (select public.has_sufficient_aal())
$$;

create policy "Members can read their organizations" on public.organizations
  for select to authenticated
  using (id = any (array(select public.my_organizations('organization.read'))));
create policy "Members can read each other" on public.organization_members
  for select to authenticated
  using (organization_id = any (array(select public.my_organizations('members.read'))));

create policy "Require an active session" on public.organizations
  as restrictive for all to authenticated using ((select public.has_active_session()));
create policy "Require an active session" on public.organization_members
  as restrictive for all to authenticated using ((select public.has_active_session()));
create policy "Require the second factor" on public.organizations
  as restrictive for all to authenticated using ((select public.has_sufficient_aal()));
create policy "Require the second factor" on public.organization_members
  as restrictive for all to authenticated using ((select public.has_sufficient_aal()));

-- Whether an organization has an owner without an expiry who can sign in, besides one user.
create function private.has_other_owner(of_organization uuid, besides uuid) returns boolean
  language sql stable
  set search_path = ''
as $$
  select exists (
    select from public.organization_members as member join auth.users on users.id = member.user_id
    where member.organization_id = of_organization and member.role = 'owner' and member.expires_at is null
      and member.user_id <> besides
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and coalesce(users.email_confirmed_at, users.phone_confirmed_at) is not null
  )
$$;

-- Keeps the last usable owner, whoever removes them: a member, the Auth server with an account, or an operator. The lock on the
-- organization serializes changes, so that two owners cannot leave at once. An organization that is being deleted is gone already.
create function private.protect_last_owner() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.organization_id = old.organization_id and new.user_id = old.user_id
    and new.role = 'owner' and new.expires_at is null
  then
    return new;
  end if;
  perform from public.organizations as organization where organization.id = old.organization_id for no key update;
  if found and not private.has_other_owner(old.organization_id, old.user_id) then
    raise exception 'last_owner'
      using errcode = '22023', hint = 'Transfer the ownership to another member first, or delete the organization.';
  end if;
  return case tg_op when 'UPDATE' then new else old end;
end
$$;
create trigger protect_last_owner
  before update or delete on public.organization_members
  for each row when (old.role = 'owner' and old.expires_at is null)
  execute function private.protect_last_owner();

-- The Auth server can keep the row of a deleted user. Raises an error for the last owner of an organization, as the deletion of
-- the row does.
create function private.end_memberships() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.deleted_at is not null and old.deleted_at is null then
    delete from public.organization_members as member where member.user_id = new.id;
  end if;
  return null;
end
$$;
create trigger end_memberships
  after update on auth.users
  for each row execute function private.end_memberships();

insert into private.quotas (name, period, max_rows) values ('organizations', '1 minute', 5), ('organizations', '1 day', 20);
create trigger enforce_quota after insert on public.organizations
  referencing new table as inserted for each statement execute function private.enforce_insert_quota();

comment on table public.organizations is 'Organizations (tenants). Only the functions of organizations write here.';
comment on table public.organization_members is
  'Members of organizations. Only the functions of organizations write here. An expired membership grants nothing.';
comment on table private.organization_removals is
  'Users who need an invitation to become a member of an organization again: they were removed, or left a temporary membership.';
comment on column public.organizations.slug is 'The part of the address that names the organization. Never changes.';
comment on column public.organizations.requires_mfa is 'Members reach the organization only in a session at aal2.';
comment on table private.organization_role_permissions is
  'What each role of an organization may do. Changes only through migrations.';
comment on function public.my_organizations(text) is
  'The organizations in which the caller has a permission now. Every policy on data of an organization relies on it.';
comment on function private.has_other_owner(uuid, uuid) is
  'Whether an organization has an owner without an expiry who can sign in, besides one user.';
comment on function private.protect_last_owner() is 'Keeps at least one owner without an expiry who can sign in.';
comment on policy "Require an active session" on public.organizations is
  'Restrictive: an access token outlives its session, and reaches nothing after the session has ended.';
comment on policy "Require an active session" on public.organization_members is
  'Restrictive: an access token outlives its session, and reaches nothing after the session has ended.';
comment on policy "Require the second factor" on public.organizations is
  'Restrictive: a user with a verified factor reaches nothing before the session has passed it.';
comment on policy "Require the second factor" on public.organization_members is
  'Restrictive: a user with a verified factor reaches nothing before the session has passed it.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.my_organizations(text) from public, anon, authenticated, service_role;
grant execute on function public.my_organizations(text) to authenticated;
