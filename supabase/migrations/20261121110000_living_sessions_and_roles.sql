-- An access token outlives its session, a ban and the account by up to an hour. From here on, its access ends with them.

-- Whether the caller's token belongs to an active session of a user who can sign in.
create function public.has_live_session() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.sessions join auth.users on users.id = sessions.user_id
    where sessions.id::text = auth.jwt() ->> 'session_id'
      and sessions.user_id = auth.uid()
      and (sessions.not_after is null or sessions.not_after > now())
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
  )
$$;

-- Restrictive: whatever other policies allow, a token without an active session has no access. Evaluated once per statement.
create policy "Only while the session lives" on public.profiles
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.notes
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.user_roles
  as restrictive for all to authenticated
  using ((select public.has_live_session()));

create or replace function private.own_permissions() returns setof text
  language sql stable
  set search_path = ''
as $$
  select distinct permission
  from public.user_roles
  join public.role_permissions using (role)
  where user_id = auth.uid()
    and (expires_at is null or expires_at > now())
    and coalesce(auth.jwt() ->> 'is_anonymous', 'false') = 'false'
    and (select public.has_live_session())
$$;

create or replace function private.current_session() returns auth.sessions
  language sql stable security definer
  set search_path = ''
as $$
  select sessions.* from auth.sessions
  where sessions.id::text = (select auth.jwt() ->> 'session_id')
    and sessions.user_id = (select auth.uid())
    and (select public.has_live_session())
$$;

-- At least one admin without an expiry must be able to sign in: not banned, not deleted, and with a confirmed email.
create or replace function private.keep_an_admin() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.role = 'admin' and new.expires_at is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtext('private.keep_an_admin'));
  if not exists (
    select from public.user_roles
    join auth.users on users.id = user_roles.user_id
    where user_roles.role = 'admin' and user_roles.expires_at is null and user_roles.user_id <> old.user_id
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and coalesce(users.email_confirmed_at, users.phone_confirmed_at) is not null
  ) then
    raise exception 'last_admin' using errcode = '22023';
  end if;
  return case tg_op when 'UPDATE' then new else old end;
end
$$;

-- Users cannot grant roles to themselves, and a grant ends no later than the role that permits it.
create or replace function public.give_role(
  user_id uuid, role public.app_role, reason text, until timestamptz default null
) returns void
  language plpgsql security definer
  set search_path = ''
as $$
declare
  own_end timestamptz;
begin
  perform private.require_permission('users.manage');
  if give_role.role = 'member' then
    raise exception 'member_stays' using errcode = '22023';
  end if;
  if give_role.user_id = auth.uid() then
    raise exception 'own_role' using errcode = '22023';
  end if;
  if until <= now() then
    raise exception 'until_past' using errcode = '22023';
  end if;
  select max(coalesce(held.expires_at, 'infinity')) into own_end
  from public.user_roles as held
  join public.role_permissions as allowed on allowed.role = held.role and allowed.permission = 'users.manage'
  where held.user_id = auth.uid() and (held.expires_at is null or held.expires_at > now());
  if coalesce(until, 'infinity') > own_end then
    raise exception 'until_after_own' using errcode = '22023';
  end if;
  if not exists (select from auth.users as person where person.id = give_role.user_id) then
    raise exception 'no_such_user' using errcode = '22023';
  end if;
  insert into public.user_roles as given (user_id, role, granted_by, reason, expires_at)
  values (give_role.user_id, give_role.role, auth.uid(), give_role.reason, until)
  on conflict on constraint user_roles_pkey do update
    set granted_by = excluded.granted_by, reason = excluded.reason, expires_at = excluded.expires_at;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.has_live_session() from public, anon, authenticated, service_role;
grant execute on function public.has_live_session() to authenticated;
