-- The way back for a user who has lost every second factor and all recovery codes: an administrator requests a reset, the owner can
-- cancel it, and after a delay the factors are removed.

insert into private.settings (name, value) values ('factor_reset_delay', '24 hours');

-- Pending resets. The audit log keeps what became of them.
create table private.factor_resets (
  user_id uuid primary key references auth.users (id) on delete cascade,
  requested_by uuid references auth.users (id) on delete set null,
  requested_at timestamptz not null default now(),
  due_at timestamptz not null
);
create index factor_resets_requested_by_idx on private.factor_resets (requested_by);
alter table private.factor_resets enable row level security;
revoke all on table private.factor_resets from public, anon, authenticated, service_role;

-- Requests the removal of a user's factors. Returns when it is due. The application emails the owner.
create function public.request_factor_reset(user_id uuid, reason text) returns timestamptz
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  due timestamptz := now() + private.setting('factor_reset_delay')::interval;
begin
  perform private.require_permission('users.manage');
  if request_factor_reset.user_id = auth.uid() then
    raise exception 'cannot_reset_own_factors' using errcode = '22023', hint = 'Ask another admin to request the reset.';
  end if;
  if coalesce(char_length(trim(reason)), 0) not between 1 and 200 then
    raise exception 'reason_required' using errcode = '22023', hint = 'Say in at most 200 characters how the user proved who they are.';
  end if;
  if cardinality(private.verified_factor_ids(request_factor_reset.user_id)) = 0 then
    raise exception 'no_factor' using errcode = '22023', hint = 'The user has no second factor, or the account was deleted.';
  end if;
  insert into private.factor_resets (user_id, requested_by, due_at) values (request_factor_reset.user_id, auth.uid(), due)
  on conflict on constraint factor_resets_pkey do nothing;
  if not found then
    raise exception 'reset_pending' using errcode = '22023', hint = 'A reset was requested already. Cancel it first to start over.';
  end if;
  perform private.write_audit('mfa.reset_requested', request_factor_reset.user_id, trim(reason));
  return due;
end
$$;

-- Cancels a pending reset: the caller's own, also before the second factor, or with users.manage that of another user.
create function public.cancel_factor_reset(user_id uuid default null) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  owner constant uuid := coalesce(cancel_factor_reset.user_id, this.user_id);
begin
  if owner is distinct from this.user_id then
    perform private.require_permission('users.manage');
  end if;
  delete from private.factor_resets as reset where reset.user_id = owner;
  if not found then
    return false;
  end if;
  perform private.write_audit('mfa.reset_canceled', owner);
  return true;
end
$$;

-- The caller's pending reset, also before the second factor.
create function public.pending_factor_reset() returns table (requested_at timestamptz, due_at timestamptz)
  language sql stable security definer
  set search_path = ''
as $$
  select reset.requested_at, reset.due_at
  from private.active_session() as this join private.factor_resets as reset on reset.user_id = this.user_id
$$;

-- Removes a user's factors, recovery codes and trusted devices if a reset is due, and ends their sessions except the given one. A
-- reset whose administrator has lost the permission is canceled instead.
create function private.complete_factor_reset(of_user uuid, kept_session uuid default null) returns boolean
  language plpgsql volatile
  set search_path = ''
as $$
declare
  requester uuid;
begin
  delete from private.factor_resets as reset where reset.user_id = of_user and reset.due_at <= now()
  returning reset.requested_by into requester;
  if not found then
    return false;
  end if;
  if not exists (
    select from public.user_roles as held join public.role_permissions as allowed using (role)
    join auth.users on users.id = held.user_id
    where held.user_id = requester and allowed.permission = 'users.manage' and (held.expires_at is null or held.expires_at > now())
      and users.deleted_at is null and (users.banned_until is null or users.banned_until <= now())
  ) then
    perform private.write_audit('mfa.reset_canceled', of_user, 'the administrator no longer has the permission');
    return false;
  end if;
  delete from auth.mfa_factors as factor where factor.user_id = of_user;
  delete from private.recovery_code_attempts as attempts where attempts.user_id = of_user;
  delete from private.trusted_devices as device where device.user_id = of_user;
  perform set_config('app.audit_cause', 'two-factor authentication reset', true);
  delete from auth.sessions where sessions.user_id = of_user and sessions.id is distinct from kept_session;
  perform private.write_audit('mfa.reset', of_user);
  return true;
end
$$;

-- Completes the caller's reset if it is due. Does not wait for the scheduled function.
create function public.complete_factor_reset() returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  return private.complete_factor_reset(this.user_id, this.id);
end
$$;

-- Creates the partitions of the next months, deletes what is older than the settings allow, and completes factor resets that are due.
-- Schedule it once a day; running it more often is harmless.
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
  delete from private.trusted_devices where expires_at <= now();
  perform private.complete_factor_reset(user_id) from private.factor_resets where due_at <= now();
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - client_retention;
end
$$;

-- What users see of an entry's reason: codes and roles, but not the text that an administrator wrote.
create or replace function private.user_visible_reason(type public.audit_type, reason text) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when type in ('role.granted', 'role.revoked') then split_part(reason, ': ', 1)
    when type = 'session.ended' and reason like 'ended by an admin: %' then 'ended by an admin'
    when type = 'mfa.reset_requested' then null
    else reason
  end
$$;

-- Administrators see who has which factors.
drop function public.list_users(text, uuid, integer, public.app_role);
drop function public.get_user(uuid);
drop function private.get_user_details(uuid[]);

-- What administrators see of users, in the order of the given ids.
create function private.get_user_details(ids uuid[])
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
  )
  language sql stable rows 25
  set search_path = ''
as $$
  select
    users.id, coalesce(users.email, '')::text, coalesce(profiles.name, ''), users.created_at, users.last_sign_in_at,
    users.email_confirmed_at is not null,
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
    sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
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
    sessions bigint, roles jsonb, factors jsonb, factor_reset_due_at timestamptz
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

-- Before the second factor is passed, the application reports incorrect verification codes: the Auth server writes no entry for them.
create or replace function private.is_reportable(event jsonb) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce(case
    when event ->> 'type' in ('login.failed', 'login.throttled') then
      event ->> 'reason' in ('invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_attempts')
    when event ->> 'type' = 'mfa.failed' then
      auth.uid() is not null and event ->> 'reason' in ('incorrect_code', 'too_many_attempts')
    when event ->> 'type' = 'access.denied' then
      auth.uid() is not null and exists (select from public.role_permissions where permission = event ->> 'reason')
  end, false)
$$;

create or replace function public.record_event(report text, signature text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  signing_key text := private.setting('audit_signing_key');
  event jsonb;
  about uuid;
  ip inet;
  total integer;
begin
  if signing_key is null or report is null or coalesce(signature, '') !~ '^[0-9a-f]{64}$'
    -- Comparing digests of the signatures reveals nothing about the right one through timing.
    or extensions.digest(extensions.hmac(report, signing_key, 'sha256'), 'sha256') <> extensions.digest(decode(signature, 'hex'), 'sha256')
    or (abs(extract(epoch from now()) - (report::jsonb ->> 'at')::numeric) <= 60) is not true
  then
    raise exception 'permission denied'
      using errcode = '42501', hint = 'Sign the report with audit_signing_key and send it within 60 seconds.';
  end if;
  event := report::jsonb;
  if not private.is_reportable(event) then
    raise exception 'invalid event' using errcode = '22023', hint = 'The type or reason of this event cannot be reported.';
  end if;
  if event ->> 'type' in ('access.denied', 'mfa.failed') then
    about := auth.uid();
  else
    select users.id into about from auth.users
    where users.email = lower(trim(event ->> 'email')) and users.is_sso_user = false;
  end if;
  ip := private.parse_ip(event ->> 'ip');
  total := private.count_report(
    (event ->> 'type')::public.audit_type, about,
    network(set_masklen(ip, case family(ip) when 4 then 24 else 48 end))::text
  );
  if total <= 20 or total & (total - 1) = 0 then
    perform private.write_audit(
      (event ->> 'type')::public.audit_type, about,
      case when total <= 20 then event ->> 'reason' else format('%s (%s in 10 minutes)', event ->> 'reason', total) end,
      ip => ip, user_agent => event ->> 'user_agent', result => 'failed'
    );
  end if;
end
$$;

comment on table private.factor_resets is 'Pending resets of two-factor authentication, requested by administrators.';
comment on function public.request_factor_reset(uuid, text) is
  'Requests the removal of a user''s factors after the setting factor_reset_delay; returns when it is due. Requires users.manage; not for the caller.';
comment on function public.cancel_factor_reset(uuid) is 'Cancels the caller''s pending reset, or another user''s with users.manage. False when none is pending.';
comment on function public.pending_factor_reset() is 'The caller''s pending reset, if any.';
comment on function public.complete_factor_reset() is 'Removes the caller''s factors if a reset is due. False otherwise.';
comment on function public.list_users(text, uuid, integer, public.app_role) is
  'Users, newest first; with a search, those with a matching word in email or name, or with that ID; with a role, those who hold it. Requires users.manage, and is audited.';
comment on function public.get_user(uuid) is 'One user. Requires users.manage, and is audited.';
comment on function private.apply_retention() is
  'Creates the next partitions, deletes expired data and completes factor resets that are due. Schedule it once a day.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.request_factor_reset(uuid, text), public.cancel_factor_reset(uuid), public.pending_factor_reset(), public.complete_factor_reset(),
  public.list_users(text, uuid, integer, public.app_role), public.get_user(uuid)
from public, anon, authenticated, service_role;
grant execute on function
  public.request_factor_reset(uuid, text), public.cancel_factor_reset(uuid), public.pending_factor_reset(), public.complete_factor_reset(),
  public.list_users(text, uuid, integer, public.app_role), public.get_user(uuid)
to authenticated;
