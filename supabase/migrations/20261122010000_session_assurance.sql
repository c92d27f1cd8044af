-- The second factor. A user with a verified factor reaches rows and functions only in a session that passed it, or on a trusted
-- device. The session row decides, not the token: a token keeps the assurance level that it was issued with.

-- Devices on which a user is not asked for the second factor again. A device counts while the password and the set of verified
-- factors are those under which it became trusted.
create table private.trusted_devices (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  factor_ids uuid[] not null check (cardinality(factor_ids) > 0),
  user_agent text check (char_length(user_agent) <= 300),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index trusted_devices_user_id_idx on private.trusted_devices (user_id);

-- Sessions on a trusted device.
create table private.trusted_sessions (
  session_id uuid primary key references auth.sessions (id) on delete cascade,
  device_id uuid not null references private.trusted_devices (id) on delete cascade
);
create index trusted_sessions_device_id_idx on private.trusted_sessions (device_id);

alter table private.trusted_devices enable row level security;
alter table private.trusted_sessions enable row level security;
revoke all on table private.trusted_devices, private.trusted_sessions from public, anon, authenticated, service_role;

create function private.verified_factor_ids(of_user uuid) returns uuid[]
  language sql stable
  set search_path = ''
as $$
  select coalesce(array_agg(factor.id order by factor.id), '{}') from auth.mfa_factors as factor
  where factor.user_id = of_user and factor.status = 'verified'
$$;

create function public.has_sufficient_aal() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.sessions as this
    where this.id::text = auth.jwt() ->> 'session_id'
      and this.user_id = auth.uid()
      and (
        this.aal = 'aal2'
        or not exists (select from auth.mfa_factors as factor where factor.user_id = this.user_id and factor.status = 'verified')
        or exists (
          select from private.trusted_sessions as trusted join private.trusted_devices as device on device.id = trusted.device_id
          where trusted.session_id = this.id and device.user_id = this.user_id and device.expires_at > now()
            and device.factor_ids = private.verified_factor_ids(this.user_id)
        )
      )
  )
$$;

-- Stricter than has_sufficient_aal(): neither a trusted device nor a user without a factor is enough.
create function public.is_aal2() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.sessions as this
    where this.id::text = auth.jwt() ->> 'session_id'
      and this.user_id = auth.uid()
      and this.aal = 'aal2'
      and exists (select from auth.mfa_factors as factor where factor.user_id = this.user_id and factor.status = 'verified')
  )
$$;

-- The caller's session, with or without the second factor: for what the second step itself needs, and for ending this session.
create function private.active_session() returns auth.sessions
  language sql stable security definer
  set search_path = ''
as $$
  select sessions.* from auth.sessions
  where sessions.id::text = (select auth.jwt() ->> 'session_id')
    and sessions.user_id = (select auth.uid())
    and (select public.has_active_session())
$$;

create or replace function private.current_session() returns auth.sessions
  language sql stable security definer
  set search_path = ''
as $$
  select this.* from private.active_session() as this where this.id is not null and (select public.has_sufficient_aal())
$$;

-- What the middleware asks for a user with a factor.
create function public.session_assurance() returns jsonb
  language plpgsql stable security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  has_factor constant boolean := cardinality(private.verified_factor_ids(this.user_id)) > 0;
  is_aal2 constant boolean := this.id is not null and public.is_aal2();
  is_sufficient constant boolean := this.id is not null and public.has_sufficient_aal();
begin
  return jsonb_build_object(
    'has_factor', has_factor,
    'is_aal2', is_aal2,
    'is_sufficient', is_sufficient,
    'reason', case
      when this.id is null then 'session_ended'
      when not is_sufficient then 'aal2_required'
      when not has_factor then 'no_factor'
      when this.aal = 'aal2' then 'aal2'
      else 'trusted_device'
    end
  );
end
$$;

-- Every table that requires an active session requires the second factor, too.
do $$
declare
  protected regclass;
begin
  for protected in select polrelid::regclass from pg_catalog.pg_policy where polname = 'Require an active session' loop
    execute format(
      'create policy "Require the second factor" on %s as restrictive for all to authenticated using ((select public.has_sufficient_aal()))',
      protected
    );
    execute format(
      'comment on policy "Require the second factor" on %s is %L', protected,
      'Restrictive: a user with a verified factor reaches nothing before the session has passed it.'
    );
  end loop;
end
$$;

-- Permissions that require the second factor of everyone, also of users without a factor and on trusted devices. A permission that
-- requires it for one role requires it for all.
alter table public.role_permissions add column requires_aal2 boolean not null default false;

-- The caller's permissions by their roles, whatever the session has passed.
create function private.granted_permissions() returns setof text
  language sql stable
  set search_path = ''
as $$
  select distinct permission
  from public.user_roles
  join public.role_permissions using (role)
  where user_id = auth.uid()
    and (expires_at is null or expires_at > now())
    and coalesce(auth.jwt() ->> 'is_anonymous', 'false') = 'false'
    and (select public.has_active_session())
    and (select public.has_sufficient_aal())
$$;

create function private.requires_aal2(permission text) returns boolean
  language sql stable
  set search_path = ''
as $$
  select exists (
    select from public.role_permissions as strict where strict.permission = requires_aal2.permission and strict.requires_aal2
  )
$$;

create or replace function public.current_permissions() returns text[]
  language sql stable security definer
  set search_path = ''
as $$
  select coalesce(array_agg(permission order by permission), '{}')
  from private.granted_permissions() as permission
  where (select public.is_aal2()) or not private.requires_aal2(permission)
$$;

create function public.withheld_permissions() returns text[]
  language sql stable security definer
  set search_path = ''
as $$
  select coalesce(array_agg(permission order by permission), '{}')
  from private.granted_permissions() as permission
  where permission <> all (public.current_permissions())
$$;

-- What reads the session without private.current_session()

create or replace function private.set_audit_client() returns void
  language sql volatile
  set search_path = ''
as $$
  select set_config('app.audit_ip', coalesce(host(ip), ''), true), set_config('app.audit_user_agent', coalesce(user_agent, ''), true)
  from private.active_session()
$$;

-- Before the second factor, a session can only end itself.
create or replace function public.end_session(session_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if end_session.session_id is distinct from this.id and not public.has_sufficient_aal() then
    return false;
  end if;
  perform private.set_audit_client();
  delete from auth.sessions where sessions.id = end_session.session_id and sessions.user_id = this.user_id;
  return found;
end
$$;

create or replace function public.my_activity(before bigint default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, is_own_action boolean, is_current_session boolean,
    ip text, user_agent text, result text, reason text
  )
  language sql stable security definer
  set search_path = ''
as $$
  select
    entry.id, entry.created_at, entry.type,
    coalesce(entry.actor_id = auth.uid(), false),
    coalesce(entry.session_id = (auth.jwt() ->> 'session_id')::uuid, false),
    case when entry.actor_id is null or entry.actor_id = auth.uid() then host(client.ip) end,
    case when entry.actor_id is null or entry.actor_id = auth.uid() then client.user_agent end,
    entry.result, private.user_visible_reason(entry.type, entry.reason)
  from private.list_user_entries((select this.user_id from private.current_session() as this), before, size) with ordinality
    as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, position)
  left join private.audit_clients as client on client.entry_id = entry.id
  order by entry.position
$$;

-- The Auth server itself requires aal2 for the new password of a user with a factor; the reservation of the one change does not.
create or replace function public.start_password_reset() returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  is_completed boolean;
begin
  if this.id is null then
    return null;
  end if;
  insert into private.password_resets (session_id) values (this.id) on conflict do nothing;
  if found then
    return 'started';
  end if;
  select resets.completed into is_completed from private.password_resets as resets where resets.session_id = this.id;
  return case when is_completed then 'completed' else 'in_progress' end;
end
$$;

create or replace function public.finish_password_reset(completed boolean) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if finish_password_reset.completed then
    update private.password_resets as resets set completed = true where resets.session_id = this.id;
  else
    delete from private.password_resets as resets where resets.session_id = this.id and not resets.completed;
  end if;
end
$$;

comment on table private.trusted_devices is 'Devices on which a user is not asked for the second factor again. Only the hash of their token is stored.';
comment on column private.trusted_devices.factor_ids is 'The verified factors when the device became trusted. Any change of them ends the trust.';
comment on table private.trusted_sessions is 'Sessions on a trusted device: sufficient without the second factor, but never aal2.';
comment on column public.role_permissions.requires_aal2 is 'The permission requires a session at aal2. True for one role counts for all.';
comment on function public.has_sufficient_aal() is
  'Whether the caller''s session passed the second factor or needs none: no verified factor, aal2, or a trusted device. Read from the session row.';
comment on function public.is_aal2() is 'Whether the caller has a verified factor and the session row is at aal2. A trusted device does not count.';
comment on function public.session_assurance() is
  'has_factor, is_aal2, is_sufficient of the caller''s session, and the reason: no_factor, aal2, trusted_device, aal2_required or session_ended.';
comment on function public.withheld_permissions() is 'Permissions of the caller''s roles that require a session at aal2, which this one is not.';
comment on function private.active_session() is 'The session of the caller''s access token, with or without the second factor.';
comment on function private.current_session() is 'The session of the caller''s access token, if it is active and has passed the second factor where one is needed.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.has_sufficient_aal(), public.is_aal2(), public.session_assurance(), public.withheld_permissions()
from public, anon, authenticated, service_role;
grant execute on function
  public.has_sufficient_aal(), public.is_aal2(), public.session_assurance(), public.withheld_permissions()
to authenticated;
