-- What members see of their organizations and of each other.

-- The caller's organizations, with what the caller may do in each. Those that require the second factor are listed as inaccessible
-- before the session has passed it.
create function public.list_my_organizations()
  returns table (
    id uuid, slug text, name text, requires_mfa boolean, role public.organization_role, expires_at timestamptz,
    joined_at timestamptz, is_accessible boolean, is_last_owner boolean, permissions text[]
  )
  language sql stable security definer
  set search_path = ''
as $$
  select
    organization.id, organization.slug, organization.name, organization.requires_mfa, member.role, member.expires_at,
    member.created_at, organization.id = any (array(select public.my_organizations('organization.read'))),
    member.role = 'owner' and member.expires_at is null and not private.has_other_owner(organization.id, member.user_id),
    array(
      select allowed.permission from private.organization_role_permissions as allowed
      where allowed.role = member.role order by allowed.permission
    )
  from private.current_session() as this
  join public.organization_members as member on member.user_id = this.user_id
  join public.organizations as organization on organization.id = member.organization_id
  where member.expires_at is null or member.expires_at > now()
  order by lower(organization.name), organization.slug
$$;

-- A page of the members of an organization, in the order in which they joined; or those with the given IDs. Expired memberships
-- are listed until they are removed. A page reads one range of one index, in its order, and only then the names and addresses of
-- those on it.
create function public.list_organization_members(
  organization_id uuid, after uuid default null, size integer default 25, user_ids uuid[] default null
)
  returns table (
    user_id uuid, name text, email text, role public.organization_role, expires_at timestamptz, joined_at timestamptz
  )
  language plpgsql stable security definer
  set search_path = ''
  -- The plan depends on the size of the organization and of the page.
  set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with page as (
    (
      select member.user_id, member.role, member.expires_at, member.created_at
      from public.organization_members as member
      where member.organization_id = list_organization_members.organization_id
        and user_ids is null
        -- Without `after`, the first comparison decides.
        and (member.created_at, member.user_id) > (
          case when after is null then '-infinity' else (
            select last.created_at from public.organization_members as last
            where last.organization_id = list_organization_members.organization_id and last.user_id = after
          ) end,
          after
        )
      order by member.created_at, member.user_id
      limit least(greatest(size, 1), 100)
    )
    union all
    (
      select member.user_id, member.role, member.expires_at, member.created_at
      from public.organization_members as member
      where member.organization_id = list_organization_members.organization_id and member.user_id = any (user_ids)
      limit 100
    )
  )
  select page.user_id, coalesce(profiles.name, ''), coalesce(users.email, '')::text, page.role, page.expires_at, page.created_at
  from page
  join auth.users on users.id = page.user_id
  left join public.profiles on profiles.id = page.user_id
  where list_organization_members.organization_id in (select public.my_organizations('members.read'))
  order by page.created_at, page.user_id;
end
$$;

-- The organizations that the caller cannot join again without an invitation, for the export of their data.
create function public.my_organization_removals() returns table (organization_slug text, removed_at timestamptz)
  language sql stable security definer
  set search_path = ''
as $$
  select organization.slug, removal.removed_at
  from private.current_session() as this
  join private.organization_removals as removal on removal.user_id = this.user_id
  join public.organizations as organization on organization.id = removal.organization_id
  order by removal.removed_at, organization.slug
$$;

comment on function public.list_my_organizations() is
  'The caller''s organizations. is_accessible is false while the organization requires a second factor that the session has not passed.';
comment on function public.list_organization_members(uuid, uuid, integer, uuid[]) is
  'A page of the members of an organization, after a user, or those with the given IDs. Requires members.read.';
comment on function public.my_organization_removals() is
  'The organizations that the caller cannot join again without an invitation.';

revoke execute on function
  public.list_my_organizations(), public.list_organization_members(uuid, uuid, integer, uuid[]), public.my_organization_removals()
from public, anon, authenticated, service_role;
grant execute on function
  public.list_my_organizations(), public.list_organization_members(uuid, uuid, integer, uuid[]), public.my_organization_removals()
to authenticated;
