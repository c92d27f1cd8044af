-- Administrators link identity providers of single sign-on to organizations. Users who sign in through one become members.

create table private.organization_sso_providers (
  -- A provider belongs to one organization at most. The link goes with the provider, which only the Auth server deletes.
  provider_id uuid primary key references auth.sso_providers (id) on delete cascade,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  linked_at timestamptz not null default now()
);
create index organization_sso_providers_organization_id_idx on private.organization_sso_providers (organization_id);
alter table private.organization_sso_providers enable row level security;
revoke all on table private.organization_sso_providers from public, anon, authenticated, service_role;

-- Runs when the Auth server creates an identity, and when it updates one at a later sign-in. Only the first sign-in after the link was
-- made adds a member, so that users who joined through it and left are not added again. No failure here stops a sign-in: its user is
-- then no member until someone invites them.
create function private.join_organization_by_sso() returns trigger
  language plpgsql security definer
  set search_path = ''
  -- A sign-in does not wait for a change that takes long.
  set lock_timeout = '2s'
as $$
declare
  joined uuid;
begin
  -- Locks the organization, as everything that changes its members: a removal or deletion in progress ends first.
  select organization.id into joined
  from private.organization_sso_providers as link
  join public.organizations as organization on organization.id = link.organization_id
  join auth.users as account on account.id = new.user_id and account.deleted_at is null
  where 'sso:' || link.provider_id = new.provider and (old.updated_at >= link.linked_at) is not true
  for no key update of organization;
  if joined is null or exists (
    select from private.organization_removals as removal
    where removal.organization_id = joined and removal.user_id = new.user_id
  ) then
    return null;
  end if;
  insert into public.organization_members (organization_id, user_id, role) values (joined, new.user_id, 'member')
  on conflict do nothing;
  if found then
    perform private.audit_organization('organization.sso_joined', joined, new.user_id);
  end if;
  return null;
exception when others then
  raise warning 'User of single sign-on not added to the organization: %', sqlerrm;
  return null;
end
$$;

create trigger join_organization_by_sso after insert or update on auth.identities
  for each row execute function private.join_organization_by_sso();

-- The domains of an identity provider, by which people know it.
create function private.sso_provider_domains(of_provider uuid) returns text[]
  language sql stable
  set search_path = ''
as $$
  select array(
    select lower(known.domain) from auth.sso_domains as known where known.sso_provider_id = of_provider order by lower(known.domain)
  )
$$;

create function private.audit_sso_provider(event public.audit_type, of_organization uuid, provider_id uuid) returns void
  language sql volatile
  set search_path = ''
as $$
  select private.audit_organization(
    event, of_organization, detail => nullif(array_to_string(private.sso_provider_domains(provider_id), ', '), '')
  )
$$;

-- The identity providers that are linked to an organization, and those that can be.
create function public.list_sso_providers(organization_id uuid) returns table (id uuid, domains text[], is_linked boolean)
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  return query
    select provider.id, private.sso_provider_domains(provider.id), link.provider_id is not null
    from auth.sso_providers as provider
    left join private.organization_sso_providers as link on link.provider_id = provider.id
    where link.organization_id = list_sso_providers.organization_id or link.provider_id is null
    order by private.sso_provider_domains(provider.id), provider.id;
end
$$;

create function public.link_sso_provider(organization_id uuid, provider_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  insert into private.organization_sso_providers (organization_id, provider_id)
  values (link_sso_provider.organization_id, link_sso_provider.provider_id)
  on conflict do nothing;
  if not found then
    raise exception 'sso_provider_linked' using errcode = '22023', hint = 'Remove its current link first.';
  end if;
  perform private.audit_sso_provider('organization.sso_linked', organization_id, provider_id);
exception when foreign_key_violation then
  raise exception 'sso_provider_not_found' using errcode = '22023', hint = 'It may have been deleted.';
end
$$;

-- Members stay members.
create function public.unlink_sso_provider(organization_id uuid, provider_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  delete from private.organization_sso_providers as link
  where link.organization_id = unlink_sso_provider.organization_id and link.provider_id = unlink_sso_provider.provider_id;
  if found then
    perform private.audit_sso_provider('organization.sso_unlinked', organization_id, provider_id);
  end if;
end
$$;

comment on table private.organization_sso_providers is
  'Identity providers of single sign-on whose users become members of an organization. Only administrators change it.';
comment on column private.organization_sso_providers.linked_at is
  'A user becomes a member at the first sign-in after it.';
comment on function private.join_organization_by_sso() is
  'Makes the user of an identity a member of the organization that is linked to its provider, unless they were removed from it.';
comment on function private.sso_provider_domains(uuid) is 'The domains of an identity provider of single sign-on.';
comment on function private.audit_sso_provider(public.audit_type, uuid, uuid) is
  'Writes an audit log entry with the slug of an organization and the domains of an identity provider as its reason.';
comment on function public.list_sso_providers(uuid) is
  'The identity providers that are linked to an organization, and those that are linked to none. Requires users.manage.';
comment on function public.link_sso_provider(uuid, uuid) is
  'Links an identity provider to an organization, whose members its users become. Requires users.manage.';
comment on function public.unlink_sso_provider(uuid, uuid) is
  'Removes the link of an identity provider to an organization. Members stay. Requires users.manage.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.list_sso_providers(uuid), public.link_sso_provider(uuid, uuid), public.unlink_sso_provider(uuid, uuid)
from public, anon, authenticated, service_role;
grant execute on function
  public.list_sso_providers(uuid), public.link_sso_provider(uuid, uuid), public.unlink_sso_provider(uuid, uuid)
to authenticated;
