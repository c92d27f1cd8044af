-- Administrators ban users. The Auth server keeps a ban in auth.users.banned_until, which its admin API writes, too. Written here, the
-- ban, its reason, the ended sessions, and the check for the last admin are one transaction, and no secret key is needed.

-- Bans a user permanently or until a time, and ends their sessions. Replaces an earlier ban.
create function public.ban_user(user_id uuid, reason text, until timestamptz default null) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if ban_user.user_id = auth.uid() then
    raise exception 'cannot_ban_self' using errcode = '22023', hint = 'Ask another admin.';
  end if;
  if coalesce(char_length(trim(reason)), 0) not between 1 and 200 then
    raise exception 'reason_required' using errcode = '22023', hint = 'Give a reason of at most 200 characters.';
  end if;
  if until <= now() then
    raise exception 'expiry_in_past' using errcode = '22023', hint = 'Choose a time in the future.';
  end if;
  if exists (
    select from public.user_roles as held
    where held.user_id = ban_user.user_id and held.role = 'admin' and held.expires_at is null
  ) then
    perform private.require_another_admin(ban_user.user_id);
  end if;
  perform set_config('app.audit_ban_reason', concat_ws(
    ': ', 'until ' || to_char(until at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', trim(reason)
  ), true);
  -- The Auth server cannot read 'infinity'.
  update auth.users set banned_until = coalesce(until, now() + interval '100 years')
  where users.id = ban_user.user_id and users.deleted_at is null;
  if not found then
    raise exception 'user_not_found' using errcode = '22023', hint = 'The account may have been deleted.';
  end if;
  perform set_config('app.audit_cause', 'ended by an admin: ' || trim(reason), true);
  delete from private.trusted_devices as device where device.user_id = ban_user.user_id;
  delete from auth.sessions where sessions.user_id = ban_user.user_id;
end
$$;

-- Ends a ban. False if the user is not banned.
create function public.unban_user(user_id uuid, reason text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if coalesce(char_length(trim(reason)), 0) not between 1 and 200 then
    raise exception 'reason_required' using errcode = '22023', hint = 'Give a reason of at most 200 characters.';
  end if;
  perform set_config('app.audit_ban_reason', trim(reason), true);
  update auth.users set banned_until = null where users.id = unban_user.user_id and users.banned_until > now();
  return found;
end
$$;

-- Throws last_admin unless an admin other than this user can sign in, and neither the role nor the access has an end. The lock serializes changes, so that two admins
-- cannot remove each other.
create function private.require_another_admin(except_user uuid) returns void
  language plpgsql volatile
  set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtext('private.protect_last_admin'));
  if not exists (
    select from public.user_roles
    join auth.users on users.id = user_roles.user_id
    where user_roles.role = 'admin' and user_roles.expires_at is null and user_roles.user_id <> except_user
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and coalesce(users.email_confirmed_at, users.phone_confirmed_at) is not null
      and users.raw_app_meta_data ->> 'access_until' is null
  ) then
    raise exception 'last_admin'
      using errcode = '22023', hint = 'Grant another user the admin role without an expiry first.';
  end if;
end
$$;

create or replace function private.protect_last_admin() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.role = 'admin' and new.expires_at is null then
    return new;
  end if;
  perform private.require_another_admin(old.user_id);
  return case tg_op when 'UPDATE' then new else old end;
end
$$;

-- The reason of a ban is set after the triggers of auth.users have run, or in another statement of the transaction.
create or replace function private.write_pending_audit() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.pending_audit where id = new.id;
  begin
    perform private.write_audit(
      new.type,
      new.user_id,
      case
        when new.type in ('user.banned', 'user.unbanned') then nullif(current_setting('app.audit_ban_reason', true), '')
        when new.type = 'session.started' then nullif(current_setting('app.audit_sign_in_method', true), '')
        when new.type <> 'session.ended' then new.reason
        when exists (select from auth.users where id = new.user_id and deleted_at is null)
          then nullif(current_setting('app.audit_cause', true), '')
        else 'account deleted'
      end,
      new.session_id,
      new.ip,
      coalesce(new.user_agent, nullif(current_setting('app.audit_user_agent', true), ''))
    );
  exception when others then
    raise warning 'Audit log entry not written: %', sqlerrm;
  end;
  return null;
end
$$;

create or replace function private.user_visible_reason(type public.audit_type, reason text) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when type in ('role.granted', 'role.revoked') then split_part(reason, ': ', 1)
    when type = 'session.ended' and reason like 'ended by an admin: %' then 'ended by an admin'
    when type in ('mfa.reset_requested', 'user.banned', 'user.unbanned') then null
    else reason
  end
$$;

-- Administrators see who is banned, and until when.
drop function public.list_users(text, uuid, integer, public.app_role);
drop function public.get_user(uuid);
drop function private.get_user_details(uuid[]);

-- What administrators see of users, in the order of the given ids.
create function private.get_user_details(ids uuid[])
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    banned boolean, banned_until timestamptz, sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
  )
  language sql stable rows 25
  set search_path = ''
as $$
  select
    users.id, coalesce(users.email, '')::text, coalesce(profiles.name, ''), users.created_at, users.last_sign_in_at,
    users.email_confirmed_at is not null,
    coalesce(users.banned_until > now(), false),
    case when users.banned_until > now() and users.banned_until < now() + interval '50 years' then users.banned_until end,
    (select count(*) from auth.sessions where sessions.user_id = users.id),
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('role', role, 'expires_at', expires_at, 'reason', user_roles.reason) order by role desc
      ), '[]')
      from public.user_roles
      where user_id = users.id and role <> 'member' and (expires_at is null or expires_at > now())
    ),
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('type', factor.factor_type, 'name', coalesce(factor.friendly_name, ''), 'created_at', factor.created_at)
        order by factor.created_at, factor.id
      ), '[]')
      from auth.mfa_factors as factor
      where factor.user_id = users.id and factor.status = 'verified'
    ),
    (select reset.due_at from private.factor_resets as reset where reset.user_id = users.id)
  from unnest(ids) with ordinality as requested (id, position)
  join auth.users on users.id = requested.id
  left join public.profiles on profiles.id = users.id
  order by requested.position
$$;

create function public.list_users(
  search text default '', before uuid default null, size integer default 25, with_role public.app_role default null
)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    banned boolean, banned_until timestamptz, sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  page constant integer := least(greatest(size, 1), 100);
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('users.listed');
  if with_role is null then
    return query select * from private.get_user_details(array(
      select found_user from private.find_users(search, before, page) as found_user
    ));
  else
    return query select * from private.get_user_details(array(
      select found_user from private.find_users_with_role(search, before, page, with_role) as found_user
    ));
  end if;
end
$$;

create function public.get_user(user_id uuid)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    banned boolean, banned_until timestamptz, sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('user.viewed', get_user.user_id);
  return query select * from private.get_user_details(array[get_user.user_id]);
end
$$;

comment on function public.ban_user(uuid, text, timestamptz) is
  'Bans a user permanently or until a time, and ends their sessions. Requires users.manage; not for the caller or the last permanent admin.';
comment on function public.unban_user(uuid, text) is 'Ends a ban. False if the user is not banned. Requires users.manage.';
comment on function public.list_users(text, uuid, integer, public.app_role) is
  'Users, newest first; with a search, those with a matching word in email or name, or with that ID; with a role, those who hold it. Requires users.manage, and is audited.';
comment on function public.get_user(uuid) is 'One user. Requires users.manage, and is audited.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.ban_user(uuid, text, timestamptz), public.unban_user(uuid, text),
  public.list_users(text, uuid, integer, public.app_role), public.get_user(uuid)
from public, anon, authenticated, service_role;
grant execute on function
  public.ban_user(uuid, text, timestamptz), public.unban_user(uuid, text),
  public.list_users(text, uuid, integer, public.app_role), public.get_user(uuid)
to authenticated;
