-- Who sees which invitations.

-- A page of the pending invitations of an organization by address, after an address. Expired ones are listed until they are deleted.
create function public.list_invitations(organization_id uuid, after text default '', size integer default 25)
  returns table (
    id uuid, email text, role public.organization_role, member_until timestamptz, expires_at timestamptz, created_at timestamptz
  )
  language sql stable security definer
  set search_path = ''
as $$
  select invitation.id, invitation.email, invitation.role, invitation.member_until,
    least(invitation.expires_at, invitation.member_until), invitation.created_at
  from private.organization_invitations as invitation
  where invitation.organization_id = list_invitations.organization_id
    and list_invitations.organization_id in (select public.my_organizations('members.manage'))
    and invitation.accepted_at is null
    and invitation.email > list_invitations.after
  order by invitation.email
  limit least(greatest(size, 1), 100)
$$;

-- The invitation with a token, for everyone who has it.
create function public.read_invitation(token text)
  returns table (
    organization_name text, organization_slug text, email text, role public.organization_role, member_until timestamptz,
    invited_by text, status text
  )
  language sql stable security definer
  set search_path = ''
as $$
  select organization.name, organization.slug, invitation.email, invitation.role, invitation.member_until,
    coalesce(nullif(profiles.name, ''), users.email),
    case
      when invitation.accepted_at is not null then 'accepted'
      when least(invitation.expires_at, invitation.member_until) <= now() then 'expired'
      else 'pending'
    end
  from private.organization_invitations as invitation
  join public.organizations as organization on organization.id = invitation.organization_id
  join auth.users on users.id = invitation.invited_by
  left join public.profiles on profiles.id = invitation.invited_by
  where invitation.token_hash = private.hash_invitation_token(read_invitation.token)
$$;

-- The invitations that the caller has received, for the export of their data.
create function public.my_invitations()
  returns table (
    organization_name text, role public.organization_role, member_until timestamptz, created_at timestamptz,
    expires_at timestamptz, accepted_at timestamptz
  )
  language sql stable security definer
  set search_path = ''
as $$
  select organization.name, invitation.role, invitation.member_until, invitation.created_at, invitation.expires_at,
    invitation.accepted_at
  from private.current_session() as this
  join auth.users on users.id = this.user_id and users.email_confirmed_at is not null
  join private.organization_invitations as invitation on invitation.email = lower(users.email)
  join public.organizations as organization on organization.id = invitation.organization_id
  order by invitation.created_at, organization.slug
$$;

comment on function public.list_invitations(uuid, text, integer) is
  'A page of the pending invitations of an organization by address, after an address. Requires members.manage.';
comment on function public.read_invitation(text) is 'The invitation with this token, for everyone who has it.';
comment on function public.my_invitations() is 'The invitations that the caller has received.';

revoke execute on function public.list_invitations(uuid, text, integer), public.read_invitation(text), public.my_invitations()
from public, anon, authenticated, service_role;
grant execute on function public.list_invitations(uuid, text, integer), public.my_invitations() to authenticated;
grant execute on function public.read_invitation(text) to anon;
