-- Access that ends at a time. It is stored in the app_metadata of the account, which only this database and the secret key write and
-- which the Auth server returns with the user, so that the application notices the end without another call.

create function private.access_has_ended(users auth.users) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce((users.raw_app_meta_data ->> 'access_until')::timestamptz <= now(), false)
$$;

-- A new account gets the end of access of its entry in allowed_signups: the latest one, or none if an entry has none. Nothing but
-- private.set_access_until() changes it afterwards: the Auth server writes the metadata that it read earlier.
create function private.keep_access_until() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  until jsonb;
begin
  if current_setting('app.access_until_of', true) = new.id::text then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    until := old.raw_app_meta_data -> 'access_until';
  elsif exists (select from private.signup_policy where mode <> 'open') then
    select to_jsonb(max(allowed.access_until)) into until
    from private.find_allowed_signups(new.email) as allowed
    having bool_and(allowed.access_until is not null);
  end if;
  new.raw_app_meta_data := case
    when until is null then new.raw_app_meta_data - 'access_until'
    else coalesce(new.raw_app_meta_data, '{}') || jsonb_build_object('access_until', until)
  end;
  return new;
end
$$;
create trigger keep_access_until
  before insert or update on auth.users
  for each row execute function private.keep_access_until();

create function private.set_access_until(of_user uuid, until timestamptz) returns void
  language plpgsql volatile
  set search_path = ''
as $$
begin
  perform set_config('app.access_until_of', of_user::text, true);
  update auth.users set raw_app_meta_data = case
    when until is null then raw_app_meta_data - 'access_until'
    else coalesce(raw_app_meta_data, '{}') || jsonb_build_object('access_until', until)
  end
  where users.id = of_user;
  perform set_config('app.access_until_of', '', true);
end
$$;

create or replace function public.has_active_session() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.sessions as this join auth.users on users.id = this.user_id
    where this.id::text = auth.jwt() ->> 'session_id'
      and this.user_id = auth.uid()
      and (this.not_after is null or this.not_after > now())
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and not private.access_has_ended(users)
      and not private.is_timed_out(this)
  )
$$;

-- An admin whose access ends does not count as the one who stays.
create or replace function private.protect_last_admin() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.role = 'admin' and new.expires_at is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtext('private.protect_last_admin'));
  if not exists (
    select from public.user_roles
    join auth.users on users.id = user_roles.user_id
    where user_roles.role = 'admin' and user_roles.expires_at is null and user_roles.user_id <> old.user_id
      and users.deleted_at is null
      and (users.banned_until is null or users.banned_until <= now())
      and coalesce(users.email_confirmed_at, users.phone_confirmed_at) is not null
      and users.raw_app_meta_data ->> 'access_until' is null
  ) then
    raise exception 'last_admin'
      using errcode = '22023', hint = 'Grant another user the admin role without an expiry first.';
  end if;
  return case tg_op when 'UPDATE' then new else old end;
end
$$;

comment on function private.keep_access_until() is 'Sets the end of access of a new account, and protects it from other writes.';
comment on function private.set_access_until(uuid, timestamptz) is 'Changes when the access of an account ends. Null: never.';
comment on function public.has_active_session() is
  'Whether the caller''s access token belongs to an active session of a user who is neither banned nor deleted, and whose access has not ended.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
