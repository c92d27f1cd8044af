-- What changes organizations and their members. Errors are 42501 for a missing permission, the same as for an organization that
-- does not exist, and 22023 with a code otherwise; the hint says what to do.

-- The caller's membership in an organization in which they have a permission. Locks the organization until the transaction ends:
-- what is decided by roles afterwards cannot change meanwhile.
create function private.require_organization_permission(of_organization uuid, permission text)
  returns public.organization_members
  language plpgsql volatile
  set search_path = ''
as $$
declare
  own public.organization_members;
begin
  perform from public.organizations as organization where organization.id = of_organization for no key update;
  select member.* into own from public.organization_members as member
  where member.organization_id = of_organization and member.user_id = auth.uid()
    and member.organization_id in (select public.my_organizations(permission));
  if not found then
    raise exception 'permission denied' using errcode = '42501';
  end if;
  return own;
end
$$;

create function private.audit_organization(
  event public.audit_type, of_organization uuid, about uuid default null, detail text default null
) returns void
  language sql volatile
  set search_path = ''
as $$
  select private.write_audit(event, coalesce(about, auth.uid()), concat_ws(': ', organization.slug, detail))
  from public.organizations as organization where organization.id = of_organization
$$;

-- As delete_account(): the session started in the last ten minutes.
create function private.require_recent_session() returns void
  language plpgsql stable
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.created_at is null or this.created_at < now() - interval '10 minutes' then
    raise exception 'reauthentication_needed' using errcode = '42501', hint = 'Sign in again, and repeat this within 10 minutes.';
  end if;
end
$$;

-- Creates an organization with the caller as its owner.
create function public.create_organization(name text, slug text) returns uuid
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  created uuid;
begin
  if this.id is null or coalesce(auth.jwt() ->> 'is_anonymous', 'false') <> 'false' then
    raise exception 'permission denied' using errcode = '42501';
  end if;
  insert into public.organizations as organization (name, slug)
  values (trim(create_organization.name), create_organization.slug)
  on conflict on constraint organizations_slug_key do nothing
  returning organization.id into created;
  if not found then
    raise exception 'slug_taken' using errcode = '22023', hint = 'Choose another address.';
  end if;
  insert into public.organization_members (organization_id, user_id, role) values (created, this.user_id, 'owner');
  perform private.audit_organization('organization.created', created);
  return created;
end
$$;

create function public.rename_organization(organization_id uuid, name text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_organization_permission(organization_id, 'organization.update');
  update public.organizations as organization set name = trim(rename_organization.name)
  where organization.id = organization_id and organization.name <> trim(rename_organization.name);
  if found then
    perform private.audit_organization('organization.renamed', organization_id);
  end if;
end
$$;

-- Turning it on requires a session at aal2, so that the caller is not the first to be locked out.
create function public.set_organization_mfa(organization_id uuid, required boolean) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_organization_permission(organization_id, 'organization.update');
  if required and not public.is_aal2() then
    raise exception 'aal2_required' using errcode = '42501', hint = 'Confirm your second factor first.';
  end if;
  update public.organizations as organization set requires_mfa = required
  where organization.id = organization_id and organization.requires_mfa <> required;
  if found then
    perform private.audit_organization(
      'organization.mfa_changed', organization_id, detail => case when required then 'required' else 'not required' end
    );
  end if;
end
$$;

-- Deletes an organization with everything that belongs to it.
create function public.delete_organization(organization_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_organization_permission(organization_id, 'organization.delete');
  perform private.require_recent_session();
  perform private.audit_organization('organization.deleted', organization_id);
  delete from public.organizations as organization where organization.id = organization_id;
end
$$;

-- Every member can leave, also one who cannot pass the second factor that the organization requires. The last owner stays. A
-- temporary member cannot leave and join again without an end.
create function public.leave_organization(organization_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  ended public.organization_members;
begin
  delete from public.organization_members as member
  where member.organization_id = leave_organization.organization_id and member.user_id = this.user_id
  returning member.* into ended;
  if not found then
    raise exception 'permission denied' using errcode = '42501';
  end if;
  if ended.expires_at is not null then
    insert into private.organization_removals as removal (organization_id, user_id) values (ended.organization_id, ended.user_id)
    on conflict do nothing;
  end if;
  perform private.audit_organization('organization.member_left', organization_id);
end
$$;

-- The member whom the caller manages: another user, with a role that is not above the caller's own.
create function private.managed_member(own public.organization_members, of_user uuid) returns public.organization_members
  language plpgsql stable
  set search_path = ''
as $$
declare
  managed public.organization_members;
begin
  if of_user = own.user_id then
    raise exception 'own_membership' using errcode = '22023', hint = 'Leave the organization, or transfer its ownership.';
  end if;
  select member.* into managed from public.organization_members as member
  where member.organization_id = own.organization_id and member.user_id = of_user;
  if not found then
    raise exception 'member_not_found' using errcode = '22023', hint = 'The user may have left the organization.';
  end if;
  if managed.role > own.role then
    raise exception 'role_above_own' using errcode = '42501', hint = 'Ask a member with a higher role.';
  end if;
  return managed;
end
$$;

-- Raises an error if the caller may not grant a role until a time: no role above their own, and no longer than it.
create function private.require_grantable(own public.organization_members, role public.organization_role, expires_at timestamptz)
  returns void
  language plpgsql stable
  set search_path = ''
as $$
begin
  if role > own.role then
    raise exception 'role_above_own' using errcode = '42501', hint = 'Ask a member with a higher role.';
  end if;
  if expires_at <= now() then
    raise exception 'expiry_in_past' using errcode = '22023', hint = 'Choose a time in the future.';
  end if;
  if coalesce(expires_at, 'infinity') > coalesce(own.expires_at, 'infinity') then
    raise exception 'expiry_after_own' using errcode = '22023', hint = 'Your own role expires earlier. Choose an earlier time.';
  end if;
end
$$;

create function public.change_member_role(
  organization_id uuid, user_id uuid, role public.organization_role, expires_at timestamptz default null
) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
begin
  perform private.managed_member(own, change_member_role.user_id);
  perform private.require_grantable(own, change_member_role.role, change_member_role.expires_at);
  update public.organization_members as member
  set role = change_member_role.role, expires_at = change_member_role.expires_at
  where member.organization_id = own.organization_id and member.user_id = change_member_role.user_id;
  perform private.audit_organization(
    'organization.member_role_changed', organization_id, change_member_role.user_id, change_member_role.role::text
  );
end
$$;

-- The user comes back with a new invitation only: pending ones to their address are revoked.
create function public.remove_member(organization_id uuid, user_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'members.manage');
begin
  perform private.managed_member(own, remove_member.user_id);
  delete from public.organization_members as member
  where member.organization_id = own.organization_id and member.user_id = remove_member.user_id;
  delete from private.organization_invitations as invitation
  where invitation.organization_id = own.organization_id and invitation.accepted_at is null
    and invitation.email = (select lower(users.email) from auth.users where users.id = remove_member.user_id);
  insert into private.organization_removals as removal (organization_id, user_id) values (own.organization_id, remove_member.user_id)
  on conflict do nothing;
  perform private.audit_organization('organization.member_removed', organization_id, remove_member.user_id);
end
$$;

-- Makes another member an owner, and the caller an admin. Fails unless the other member can sign in.
create function public.transfer_ownership(organization_id uuid, user_id uuid) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  own public.organization_members := private.require_organization_permission(organization_id, 'organization.transfer');
begin
  perform private.require_recent_session();
  perform private.managed_member(own, transfer_ownership.user_id);
  perform private.require_grantable(own, 'owner', null);
  update public.organization_members as member set role = 'owner', expires_at = null
  where member.organization_id = own.organization_id and member.user_id = transfer_ownership.user_id;
  update public.organization_members as member set role = 'admin'
  where member.organization_id = own.organization_id and member.user_id = own.user_id;
  perform private.audit_organization('organization.ownership_transferred', organization_id, transfer_ownership.user_id);
end
$$;

comment on function private.require_organization_permission(uuid, text) is
  'The caller''s membership in an organization in which they have a permission. Locks the organization; raises 42501 otherwise.';
comment on function private.audit_organization(public.audit_type, uuid, uuid, text) is
  'Writes an audit log entry with the slug of the organization as its reason, about a user or the caller.';
comment on function private.require_recent_session() is 'Raises 42501 unless the caller''s session started in the last 10 minutes.';
comment on function private.managed_member(public.organization_members, uuid) is
  'Another member, whose role is not above the caller''s own. Raises an error otherwise.';
comment on function private.require_grantable(public.organization_members, public.organization_role, timestamptz) is
  'Raises an error if a role is above the caller''s own, or lasts longer.';
comment on function public.create_organization(text, text) is 'Creates an organization with the caller as its owner, and returns its ID.';
comment on function public.rename_organization(uuid, text) is 'Changes the name of an organization. Requires organization.update.';
comment on function public.set_organization_mfa(uuid, boolean) is
  'Requires the second factor of all members, or no longer. Requires organization.update, and aal2 to turn it on.';
comment on function public.delete_organization(uuid) is
  'Deletes an organization with everything in it. Requires organization.delete and a session that started in the last 10 minutes.';
comment on function public.leave_organization(uuid) is 'Ends the caller''s membership. The last owner stays.';
comment on function public.change_member_role(uuid, uuid, public.organization_role, timestamptz) is
  'Changes the role of another member and its expiry. Requires members.manage; no role above the caller''s own, and none that lasts longer.';
comment on function public.remove_member(uuid, uuid) is
  'Removes another member, who needs an invitation to come back. Requires members.manage; none with a role above the caller''s own.';
comment on function public.transfer_ownership(uuid, uuid) is
  'Makes another member an owner and the caller an admin. Requires organization.transfer and a session that started in the last 10 minutes.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.create_organization(text, text), public.rename_organization(uuid, text),
  public.set_organization_mfa(uuid, boolean), public.delete_organization(uuid), public.leave_organization(uuid),
  public.change_member_role(uuid, uuid, public.organization_role, timestamptz), public.remove_member(uuid, uuid),
  public.transfer_ownership(uuid, uuid)
from public, anon, authenticated, service_role;
grant execute on function
  public.create_organization(text, text), public.rename_organization(uuid, text),
  public.set_organization_mfa(uuid, boolean), public.delete_organization(uuid), public.leave_organization(uuid),
  public.change_member_role(uuid, uuid, public.organization_role, timestamptz), public.remove_member(uuid, uuid),
  public.transfer_ownership(uuid, uuid)
to authenticated;
