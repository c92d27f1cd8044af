-- A page of members reads one range of one index, in its order, and only then the names and addresses of those on it.

drop index public.organization_members_page_idx;
create index organization_members_page_idx on public.organization_members (organization_id, created_at, user_id)
  include (role, expires_at);

create or replace function public.list_organization_members(
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
