-- Invitations to organizations. An invitation is for one email address. Only a user who has confirmed that address can accept it, and
-- only with the token in the email, of which the database has the hash.

create table private.organization_invitations (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  -- In lower case. The trigger below also stores it in private.allowed_signups, which checks it.
  email text not null,
  role public.organization_role not null,
  -- When the new membership ends.
  member_until timestamptz,
  invited_by uuid not null,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  -- Goes with the organization, and with the membership of the sender: no one grants what they may not grant anymore.
  foreign key (organization_id, invited_by) references public.organization_members (organization_id, user_id) on delete cascade
);
create unique index organization_invitations_pending_idx on private.organization_invitations (organization_id, email)
  where accepted_at is null;
create index organization_invitations_email_idx on private.organization_invitations (email);
create index organization_invitations_invited_by_idx on private.organization_invitations (organization_id, invited_by);
alter table private.organization_invitations enable row level security;
revoke all on table private.organization_invitations from public, anon, authenticated, service_role;

insert into private.quotas (name, period, max_rows)
values ('organization_invitations', '1 hour', 50), ('organization_invitations', '1 day', 200);

-- An invited address may sign up in every mode (private.signup_policy), as long as an invitation is pending.
create function private.allow_invited_signup() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  address constant text := coalesce(new.email, old.email);
begin
  delete from private.allowed_signups where entry = address and source = 'invitation';
  insert into private.allowed_signups (entry, source, expires_at)
  select invitation.email, 'invitation', max(invitation.expires_at) from private.organization_invitations as invitation
  where invitation.email = address and invitation.accepted_at is null
  group by invitation.email;
  return null;
end
$$;
create trigger allow_invited_signup
  after insert or update or delete on private.organization_invitations
  for each row execute function private.allow_invited_signup();

-- A member whose role changes revokes what they could not grant anymore.
create function private.revoke_invitations_above_role() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.organization_invitations as invitation
  where invitation.organization_id = new.organization_id and invitation.invited_by = new.user_id and invitation.accepted_at is null
    and (
      invitation.role > new.role
      or coalesce(invitation.member_until, 'infinity') > coalesce(new.expires_at, 'infinity')
      or new.role not in (
        select allowed.role from private.organization_role_permissions as allowed where allowed.permission = 'members.manage'
      )
    );
  return null;
end
$$;
create trigger revoke_invitations_above_role
  after update on public.organization_members
  for each row execute function private.revoke_invitations_above_role();

-- With an account, the invitations to its address go.
create function private.delete_invitations_of_address() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.organization_invitations where email = lower(old.email);
  return null;
end
$$;
create trigger delete_invitations_of_address
  after delete on auth.users
  for each row execute function private.delete_invitations_of_address();

create function private.hash_invitation_token(token text) returns bytea
  language plpgsql immutable
  set search_path = ''
as $$
begin
  if coalesce(char_length(token), 0) < 43 then
    raise exception 'token_too_short' using errcode = '22023', hint = 'Use at least 256 random bits, as 43 characters of base64url.';
  end if;
  return sha256(convert_to(token, 'UTF8'));
end
$$;

-- Invites an email address. The caller sends the token to it: see docs/decisions/27-invitations.md.
create function public.invite_member(
  organization_id uuid, email text, role public.organization_role, token text, member_until timestamptz default null
) returns uuid
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
  address constant text := lower(trim(email));
  created uuid;
begin
  perform private.require_grantable(own, invite_member.role, invite_member.member_until);
  perform private.consume_quota('organization_invitations', 1);
  if exists (
    select from public.organization_members as member join auth.users on users.id = member.user_id
    where member.organization_id = own.organization_id and lower(users.email) = address
      and (member.expires_at is null or member.expires_at > now())
  ) then
    raise exception 'already_member' using errcode = '22023', hint = 'Change the role of the member instead.';
  end if;
  if exists (
    select from private.organization_invitations as invitation
    where invitation.organization_id = own.organization_id and invitation.email = address and invitation.accepted_at is null
  ) then
    raise exception 'already_invited' using errcode = '22023', hint = 'Resend the invitation, or revoke it first.';
  end if;
  insert into private.organization_invitations as invitation (organization_id, email, role, member_until, invited_by, token_hash)
  values (
    own.organization_id, address, invite_member.role, invite_member.member_until, own.user_id,
    private.hash_invitation_token(invite_member.token)
  )
  returning invitation.id into created;
  perform private.audit_organization('organization.invitation_sent', own.organization_id, detail => invite_member.role::text);
  return created;
end
$$;

-- The pending invitation that the caller manages: one whose role is not above their own.
create function private.managed_invitation(own public.organization_members, invitation_id uuid)
  returns private.organization_invitations
  language plpgsql stable
  set search_path = ''
as $$
declare
  managed private.organization_invitations;
begin
  select invitation.* into managed from private.organization_invitations as invitation
  where invitation.organization_id = own.organization_id and invitation.id = invitation_id and invitation.accepted_at is null;
  if not found then
    raise exception 'invitation_not_found' using errcode = '22023', hint = 'It may have been accepted or revoked.';
  end if;
  if managed.role > own.role then
    raise exception 'role_above_own' using errcode = '42501', hint = 'Ask a member with a higher role.';
  end if;
  return managed;
end
$$;

-- Renews an invitation with another token, on behalf of the caller. The previous token no longer works. Returns the address.
create function public.renew_invitation(organization_id uuid, invitation_id uuid, token text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
  managed private.organization_invitations := private.managed_invitation(own, invitation_id);
begin
  perform private.require_grantable(own, managed.role, managed.member_until);
  perform private.consume_quota('organization_invitations', 1);
  update private.organization_invitations as invitation
  set token_hash = private.hash_invitation_token(renew_invitation.token), invited_by = own.user_id,
    expires_at = now() + interval '7 days'
  where invitation.id = managed.id;
  perform private.audit_organization('organization.invitation_sent', own.organization_id, detail => managed.role::text);
  return managed.email;
end
$$;

create function public.revoke_invitation(organization_id uuid, invitation_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
  managed private.organization_invitations := private.managed_invitation(own, invitation_id);
begin
  delete from private.organization_invitations as invitation where invitation.id = managed.id;
  perform private.audit_organization('organization.invitation_revoked', own.organization_id, detail => managed.role::text);
end
$$;

-- Makes the caller a member, and returns the slug of the organization. An active membership keeps its role. A second call of the same
-- user changes nothing. Locks the organization, as everything that changes its members or invitations.
create function public.accept_invitation(token text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  hash constant bytea := private.hash_invitation_token(token);
  slug text;
  accepted private.organization_invitations;
begin
  select organization.slug into slug from public.organizations as organization
  where organization.id = (select invitation.organization_id from private.organization_invitations as invitation where invitation.token_hash = hash)
  for no key update;
  select invitation.* into accepted from private.organization_invitations as invitation where invitation.token_hash = hash;
  if not found then
    raise exception 'invitation_not_found' using errcode = '22023', hint = 'It may have been revoked or sent again.';
  end if;
  if not exists (
    select from auth.users
    where users.id = this.user_id and lower(users.email) = accepted.email and users.email_confirmed_at is not null
  ) then
    raise exception 'other_address' using errcode = '42501', hint = 'Sign in with the email address to which the invitation was sent.';
  end if;
  if accepted.accepted_at is not null then
    return slug;
  end if;
  if least(accepted.expires_at, accepted.member_until) <= now() then
    raise exception 'invitation_expired' using errcode = '22023', hint = 'Ask for another invitation.';
  end if;
  insert into public.organization_members as member (organization_id, user_id, role, expires_at)
  values (accepted.organization_id, this.user_id, accepted.role, accepted.member_until)
  on conflict on constraint organization_members_pkey do update set role = excluded.role, expires_at = excluded.expires_at
  where member.expires_at <= now();
  delete from private.organization_removals as removal
  where removal.organization_id = accepted.organization_id and removal.user_id = this.user_id;
  update private.organization_invitations as invitation set accepted_at = now() where invitation.id = accepted.id;
  perform private.audit_organization('organization.invitation_accepted', accepted.organization_id, detail => accepted.role::text);
  return slug;
end
$$;

create or replace function private.apply_retention() returns void
  language plpgsql volatile security definer
  set search_path = ''
  set timezone = 'UTC'
  set lock_timeout = '5s'
as $$
declare
  entry_retention constant interval := private.retention('audit_log_retention');
  -- Never longer than the entries that they belong to.
  client_retention constant interval := least(private.retention('audit_client_retention'), entry_retention);
  partition text;
begin
  perform pg_advisory_xact_lock(hashtext('private.apply_retention'));
  perform private.add_audit_partitions();
  for partition in
    select relname from pg_catalog.pg_inherits join pg_catalog.pg_class on pg_class.oid = inhrelid
    where inhparent = 'public.audit_log'::regclass and relname ~ '^audit_log_\d{4}_\d{2}$'
      and to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= now() - entry_retention
  loop
    execute format('drop table private.%I', partition);
  end loop;
  delete from private.audit_clients where created_at < now() - client_retention;
  delete from private.report_counts where started_at < now() - interval '1 hour';
  delete from private.device_reports where created_at < now() - private.device_report_lifetime();
  delete from private.trusted_devices where expires_at <= now();
  delete from private.sign_in_locations where recorded_at < now() - client_retention;
  delete from private.organization_invitations where coalesce(accepted_at, expires_at) < now() - interval '30 days';
  perform private.complete_factor_reset(user_id) from private.factor_resets where due_at <= now();
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - client_retention;
end
$$;

comment on table private.organization_invitations is
  'Invitations to organizations, deleted 30 days after they were accepted or expired, and with the membership of the sender.';
comment on column private.organization_invitations.token_hash is 'SHA-256 of the token in the email.';
comment on column private.organization_invitations.member_until is 'When the new membership ends. Null: never.';
comment on function private.allow_invited_signup() is 'Lets an address sign up while an invitation to it is pending.';
comment on function private.revoke_invitations_above_role() is
  'Revokes the pending invitations of a member that their new role could not grant.';
comment on function private.managed_invitation(public.organization_members, uuid) is
  'A pending invitation, whose role is not above the caller''s own. Raises an error otherwise.';
comment on function public.invite_member(uuid, text, public.organization_role, text, timestamptz) is
  'Invites an email address. Requires members.manage; no role above the caller''s own, and none that lasts longer. Expires in 7 days.';
comment on function public.renew_invitation(uuid, uuid, text) is
  'Replaces the token of a pending invitation, and returns the address. Requires members.manage and a role that may grant it.';
comment on function public.revoke_invitation(uuid, uuid) is
  'Revokes a pending invitation. Requires members.manage; none with a role above the caller''s own.';
comment on function public.accept_invitation(text) is
  'Makes the caller a member, and returns the slug. Requires the token, and that the caller has confirmed the invited address.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.invite_member(uuid, text, public.organization_role, text, timestamptz), public.renew_invitation(uuid, uuid, text),
  public.revoke_invitation(uuid, uuid), public.accept_invitation(text)
from public, anon, authenticated, service_role;
grant execute on function
  public.invite_member(uuid, text, public.organization_role, text, timestamptz), public.renew_invitation(uuid, uuid, text),
  public.revoke_invitation(uuid, uuid), public.accept_invitation(text)
to authenticated;
