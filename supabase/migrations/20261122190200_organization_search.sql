-- Administrators list and search organizations, as they do users. A page reads one index range, at any number of organizations.

create index organizations_created_at_id_idx on public.organizations (created_at desc, id desc);

-- The words of the slug and the name, from each word to the end.
create table private.organization_search_terms (
  term text collate "C" not null,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  primary key (term, organization_id)
);
create index organization_search_terms_organization_id_idx on private.organization_search_terms (organization_id);
alter table private.organization_search_terms enable row level security;
revoke all on table private.organization_search_terms from public, anon, authenticated, service_role;

create function private.update_organization_search() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.organization_search_terms as found where found.organization_id = new.id;
  insert into private.organization_search_terms (term, organization_id)
  select term, new.id from private.search_terms(new.slug, new.name) as term;
  return null;
end
$$;
create trigger update_organization_search
  after insert or update of name on public.organizations
  for each row execute function private.update_organization_search();

insert into private.organization_search_terms (term, organization_id)
select term, organization.id
from public.organizations as organization
cross join lateral private.search_terms(organization.slug, organization.name) as term;

-- A page of organizations from one index range: newest first without a search, else in the order of the matching terms.
-- `before` is the last ID of the previous page.
create function private.find_organizations(search text, before uuid, size integer) returns setof uuid
  language plpgsql stable rows 25
  set search_path = ''
  set plan_cache_mode = force_custom_plan
  set enable_sort = off
as $$
declare
  first constant text collate "C" := left(private.search_words(search), 100);
  last constant text collate "C" := first || chr(1114111);
begin
  if search = '' then
    return query
      select organization.id from public.organizations as organization
      where before is null
        or (organization.created_at, organization.id) < (
          select shown.created_at, shown.id from public.organizations as shown where shown.id = before
        )
      order by organization.created_at desc, organization.id desc
      limit size;
  elsif first <> '' then
    return query
      select found.organization_id from private.organization_search_terms as found
      where found.term >= first and found.term < last
        and (before is null or (found.term, found.organization_id) > (
          select min(term), before from private.organization_search_terms
          where organization_id = before and term >= first and term < last
        ))
        -- Organizations that match with several terms appear once.
        and found.term = (
          select min(term) from private.organization_search_terms as same
          where same.organization_id = found.organization_id and same.term >= first and same.term < last
        )
      order by found.term, found.organization_id
      limit size;
  end if;
end
$$;

-- What administrators see of organizations, in the order of the given IDs. Members are counted up to 1,000.
create function private.get_organization_details(ids uuid[])
  returns table (
    id uuid, slug text, name text, requires_mfa boolean, created_at timestamptz, members bigint,
    owner_id uuid, owner_name text, owner_email text
  )
  language sql stable rows 25
  set search_path = ''
as $$
  select
    organization.id, organization.slug, organization.name, organization.requires_mfa, organization.created_at,
    (
      select count(*) from (
        select from public.organization_members as member where member.organization_id = organization.id limit 1000
      ) as counted
    ),
    owner.id, coalesce(profile.name, ''), coalesce(owner.email, '')::text
  from unnest(ids) with ordinality as listed (id, position)
  join public.organizations as organization on organization.id = listed.id
  left join lateral (
    select users.id, users.email
    from public.organization_members as member join auth.users on users.id = member.user_id
    where member.organization_id = organization.id and member.role = 'owner' and member.expires_at is null
    order by member.user_id
    limit 1
  ) as owner on true
  left join public.profiles as profile on profile.id = owner.id
  order by listed.position
$$;

create function public.list_organizations(search text default '', before uuid default null, size integer default 25)
  returns table (
    id uuid, slug text, name text, requires_mfa boolean, created_at timestamptz, members bigint,
    owner_id uuid, owner_name text, owner_email text
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('organizations.listed');
  return query select * from private.get_organization_details(array(
    select listed_id from private.find_organizations(search, before, least(greatest(size, 1), 100)) as listed_id
  ));
end
$$;

create function public.get_organization(organization_slug text)
  returns table (
    id uuid, slug text, name text, requires_mfa boolean, created_at timestamptz, members bigint,
    owner_id uuid, owner_name text, owner_email text
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  viewed uuid := (select organization.id from public.organizations as organization where organization.slug = organization_slug);
begin
  perform private.require_permission('users.manage');
  perform private.audit_organization('organization.viewed', viewed);
  return query select * from private.get_organization_details(array[viewed]);
end
$$;

comment on table private.organization_search_terms is 'What administrators find organizations by. A trigger keeps it current.';
comment on function private.update_organization_search() is 'Updates the search terms of an organization.';
comment on function private.find_organizations(text, uuid, integer) is
  'A page of organizations, newest first; with a search, those with a matching word in slug or name.';
comment on function private.get_organization_details(uuid[]) is
  'What administrators see of organizations. Members are counted up to 1,000.';
comment on function public.list_organizations(text, uuid, integer) is
  'Organizations, newest first; with a search, those with a matching word in slug or name. Requires users.manage, and is audited.';
comment on function public.get_organization(text) is 'One organization, by slug. Requires users.manage, and is audited.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.list_organizations(text, uuid, integer), public.get_organization(text)
from public, anon, authenticated, service_role;
grant execute on function public.list_organizations(text, uuid, integer), public.get_organization(text) to authenticated;
