-- Domains of organizations: users with a confirmed email address at one can join as members, if they want to. No one becomes a member,
-- or is shown to an organization, without joining.

-- Domains at which anyone can get an address. Operators extend the list: docs/deploy.md.
create table private.public_email_domains (
  domain text primary key check (domain = lower(domain))
);
insert into private.public_email_domains (domain)
select unnest(array[
  '126.com', '139.com', '163.com', 'abv.bg', 'aim.com', 'alice.it', 'aol.com', 'arcor.de', 'att.net', 'bellsouth.net', 'bigpond.com',
  'bk.ru', 'bluewin.ch', 'bol.com.br', 'btinternet.com', 'charter.net', 'comcast.net', 'cox.net', 'daum.net', 'docomo.ne.jp', 'duck.com',
  'earthlink.net', 'email.com', 'fastmail.com', 'fastmail.fm', 'foxmail.com', 'free.fr', 'freenet.de', 'gmail.com', 'gmx.at', 'gmx.ch',
  'gmx.com', 'gmx.de', 'gmx.fr', 'gmx.net', 'gmx.us', 'googlemail.com', 'hanmail.net', 'hey.com', 'hotmail.co.uk', 'hotmail.com',
  'hotmail.de', 'hotmail.es', 'hotmail.fr', 'hotmail.it', 'hotmail.nl', 'hushmail.com', 'icloud.com', 'inbox.com', 'inbox.lv', 'inbox.ru',
  'interia.pl', 'laposte.net', 'libero.it', 'list.ru', 'live.ca', 'live.co.uk', 'live.com', 'live.de', 'live.fr', 'live.it', 'live.nl',
  'mac.com', 'mail.com', 'mail.de', 'mail.ru', 'mailbox.org', 'mailinator.com', 'mailo.com', 'me.com', 'msn.com', 'naver.com', 'o2.pl',
  'onet.pl', 'op.pl', 'orange.fr', 'outlook.com', 'outlook.de', 'outlook.es', 'outlook.fr', 'outlook.it', 'outlook.jp', 'passport.com',
  'pm.me', 'posteo.de', 'privaterelay.appleid.com', 'proton.me', 'protonmail.ch', 'protonmail.com', 'qq.com', 'rambler.ru',
  'rediffmail.com', 'rocketmail.com', 'rogers.com', 'sbcglobal.net', 'seznam.cz', 'sfr.fr', 'shaw.ca', 'sina.com', 'sky.com', 'skynet.be',
  'sohu.com', 't-online.de', 'telenet.be', 'tiscali.it', 'tuta.com', 'tuta.io', 'tutanota.com', 'ukr.net', 'uol.com.br', 'usa.com',
  'verizon.net', 'virgilio.it', 'virginmedia.com', 'wanadoo.fr', 'web.de', 'wp.pl', 'ya.ru', 'yahoo.ca', 'yahoo.co.id', 'yahoo.co.in',
  'yahoo.co.jp', 'yahoo.co.uk', 'yahoo.com', 'yahoo.com.au', 'yahoo.com.br', 'yahoo.com.mx', 'yahoo.de', 'yahoo.es', 'yahoo.fr', 'yahoo.it',
  'yandex.com', 'yandex.ru', 'yeah.net', 'ymail.com', 'yopmail.com', 'ziggo.nl', 'zoho.com', 'zohomail.com'
]);

-- Several organizations can have the same domain: none can keep it from another.
create table private.organization_domains (
  organization_id uuid not null,
  -- In lower case, in ASCII.
  domain text not null check (domain ~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  added_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, domain),
  -- Deleted with the organization, and with the membership of the user who added it, as invitations are.
  foreign key (organization_id, added_by) references public.organization_members (organization_id, user_id) on delete cascade
);
create index organization_domains_domain_idx on private.organization_domains (domain);
create index organization_domains_added_by_idx on private.organization_domains (added_by);
alter table private.public_email_domains enable row level security;
alter table private.organization_domains enable row level security;
revoke all on table private.public_email_domains, private.organization_domains from public, anon, authenticated, service_role;

-- Removes the domains of a member who no longer has a permanent role that can manage members.
create function private.remove_domains_above_role() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.organization_domains as organization_domain
  where organization_domain.organization_id = new.organization_id and organization_domain.added_by = new.user_id
    and (
      new.expires_at is not null
      or new.role not in (
        select allowed.role from private.organization_role_permissions as allowed where allowed.permission = 'members.manage'
      )
    );
  return null;
end
$$;
create trigger remove_domains_above_role
  after update on public.organization_members
  for each row execute function private.remove_domains_above_role();

-- Adds the domain of the caller's own address.
create function public.add_organization_domain(organization_id uuid, domain text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
  wanted constant text := lower(add_organization_domain.domain);
begin
  perform private.require_recent_session();
  perform private.require_grantable(own, 'member', null);
  if not exists (
    select from auth.users
    where users.id = own.user_id and users.email_confirmed_at is not null and split_part(lower(users.email), '@', -1) = wanted
  ) then
    raise exception 'not_own_domain' using errcode = '42501', hint = 'Send the domain of your own confirmed email address.';
  end if;
  if exists (select from private.public_email_domains as provider where provider.domain = wanted) then
    raise exception 'public_email_domain' using errcode = '22023', hint = 'Anyone can get an address at this domain.';
  end if;
  insert into private.organization_domains (organization_id, domain, added_by) values (own.organization_id, wanted, own.user_id)
  on conflict do nothing;
  if not found then
    return;
  end if;
  if (
    select count(*) from private.organization_domains as organization_domain where organization_domain.organization_id = own.organization_id
  ) > 10 then
    raise exception 'too_many_domains' using errcode = '22023', hint = 'Remove a domain first.';
  end if;
  perform private.audit_organization('organization.domain_added', own.organization_id, detail => wanted);
end
$$;

create function public.remove_organization_domain(organization_id uuid, domain text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
  removed constant text := lower(remove_organization_domain.domain);
begin
  delete from private.organization_domains as organization_domain
  where organization_domain.organization_id = own.organization_id and organization_domain.domain = removed;
  if not found then
    raise exception 'domain_not_found' using errcode = '22023', hint = 'It may have been removed.';
  end if;
  perform private.audit_organization('organization.domain_removed', own.organization_id, detail => removed);
end
$$;

create function public.list_organization_domains(organization_id uuid)
  returns table (domain text, added_by text, created_at timestamptz)
  language sql stable security definer
  set search_path = ''
as $$
  select organization_domain.domain, coalesce(nullif(profiles.name, ''), users.email), organization_domain.created_at
  from private.organization_domains as organization_domain
  join auth.users on users.id = organization_domain.added_by
  left join public.profiles on profiles.id = organization_domain.added_by
  where organization_domain.organization_id = list_organization_domains.organization_id
    and list_organization_domains.organization_id in (select public.my_organizations('members.manage'))
  order by organization_domain.domain
$$;

-- The domains through which the caller can join an organization now. The row in auth.users decides, not the token. An expired
-- membership is not renewed.
create function private.joinable_domains() returns setof private.organization_domains
  language sql stable
  set search_path = ''
as $$
  select joinable.*
  from private.current_session() as this
  join auth.users on users.id = this.user_id and users.email_confirmed_at is not null and not users.is_anonymous
  join private.organization_domains as joinable on joinable.domain = split_part(lower(users.email), '@', -1)
  where not exists (
      select from public.organization_members as member
      where member.organization_id = joinable.organization_id and member.user_id = this.user_id
    )
    and not exists (
      select from private.organization_removals as removal
      where removal.organization_id = joinable.organization_id and removal.user_id = this.user_id
    )
    and not exists (select from private.public_email_domains as provider where provider.domain = joinable.domain)
$$;

-- The oldest domains first, so that a new organization cannot push out others.
create function public.list_joinable_organizations() returns table (slug text, name text, domain text)
  language sql stable security definer
  set search_path = ''
as $$
  select organization.slug, organization.name, joinable.domain
  from private.joinable_domains() as joinable
  join public.organizations as organization on organization.id = joinable.organization_id
  order by joinable.created_at, organization.slug
  limit 25
$$;

-- Makes the caller a member. A second call changes nothing. Locks the organization, as everything that changes its members or domains.
create function public.join_organization(slug text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  joined uuid;
begin
  select organization.id into joined from public.organizations as organization
  where organization.slug = join_organization.slug
  for no key update;
  if exists (
    select from public.organization_members as member
    where member.organization_id = joined and member.user_id = this.user_id and (member.expires_at is null or member.expires_at > now())
  ) then
    return;
  end if;
  insert into public.organization_members (organization_id, user_id, role)
  select joined, this.user_id, 'member' from private.joinable_domains() as joinable where joinable.organization_id = joined;
  if not found then
    raise exception 'permission denied' using errcode = '42501';
  end if;
  perform private.audit_organization('organization.member_joined', joined);
end
$$;

-- The domains that the caller has added, for the export of their data.
create function public.my_organization_domains() returns table (organization_slug text, domain text, created_at timestamptz)
  language sql stable security definer
  set search_path = ''
as $$
  select organization.slug, organization_domain.domain, organization_domain.created_at
  from private.current_session() as this
  join private.organization_domains as organization_domain on organization_domain.added_by = this.user_id
  join public.organizations as organization on organization.id = organization_domain.organization_id
  order by organization.slug, organization_domain.domain
$$;

comment on table private.public_email_domains is 'Domains at which anyone can get an email address. No organization can be joined through them.';
comment on table private.organization_domains is
  'Users with a confirmed email address at the domain can join the organization as members. Deleted with the membership of the user who added it.';
comment on function private.remove_domains_above_role() is 'Removes the domains that a member added and could not add anymore.';
comment on function public.add_organization_domain(uuid, text) is
  'Lets users with a confirmed email address at a domain join. Requires members.manage, a session that started in the last 10 minutes, and a confirmed address at that domain.';
comment on function public.remove_organization_domain(uuid, text) is 'Removes a domain. Those who joined stay. Requires members.manage.';
comment on function public.list_organization_domains(uuid) is 'The domains of an organization, with who added them. Requires members.manage.';
comment on function private.joinable_domains() is 'The domains through which the caller can join an organization now.';
comment on function public.list_joinable_organizations() is
  'The organizations that the caller can join, because of the domain of their confirmed email address.';
comment on function public.join_organization(text) is
  'Makes the caller a member of an organization that has the domain of their confirmed email address. Denied as for an unknown slug otherwise.';
comment on function public.my_organization_domains() is 'The domains that the caller has added to organizations.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.add_organization_domain(uuid, text), public.remove_organization_domain(uuid, text), public.list_organization_domains(uuid),
  public.list_joinable_organizations(), public.join_organization(text), public.my_organization_domains()
from public, anon, authenticated, service_role;
grant execute on function
  public.add_organization_domain(uuid, text), public.remove_organization_domain(uuid, text), public.list_organization_domains(uuid),
  public.list_joinable_organizations(), public.join_organization(text), public.my_organization_domains()
to authenticated;
