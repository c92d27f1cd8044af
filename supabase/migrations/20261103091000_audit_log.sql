-- The audit log of accounts, sessions, roles and the community. Triggers write it, so that no caller can omit an entry. Entries
-- are never changed. They outlive users, whose ID they keep, and never contain a name or email.

create type public.audit_type as enum (
  'user.signed_up', 'user.confirmed', 'user.invited', 'user.email_changed', 'user.password_changed',
  'user.reset_requested', 'user.banned', 'user.unbanned', 'user.deleted',
  'session.started', 'session.ended', 'identity.linked', 'identity.unlinked',
  'mfa.started', 'mfa.passed', 'mfa.removed',
  'role.given', 'role.taken', 'content.deleted',
  'login.failed', 'login.throttled', 'access.denied'
);

create table public.audit_log (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default clock_timestamp(),
  type public.audit_type not null,
  -- The user whom the event concerns; null for a sign-in with an unknown email. No foreign keys: entries outlive users.
  user_id uuid,
  -- The user who caused the event; null when unknown.
  actor_id uuid,
  session_id uuid,
  address inet,
  agent text check (char_length(agent) <= 300),
  result text not null default 'ok' check (result in ('ok', 'refused')),
  reason text check (char_length(reason) <= 300)
);

create index audit_log_by_user on public.audit_log (user_id, id desc);
create index audit_log_reported on public.audit_log (created_at)
  where type in ('login.failed', 'login.throttled', 'access.denied');

alter table public.audit_log enable row level security;
revoke all on table public.audit_log from public, anon, authenticated, service_role;
revoke all on sequence public.audit_log_id_seq from public, anon, authenticated, service_role;

create function private.refuse_change() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  raise exception 'the audit log is append-only' using errcode = '42501';
end
$$;

create trigger append_only
  before update or delete or truncate on public.audit_log
  for each statement execute function private.refuse_change();

-- Parses an IP address from a header or a log; null when it is invalid.
create function private.to_address(address text) returns inet
  language plpgsql immutable
  set search_path = ''
as $$
begin
  return nullif(trim(address), '')::inet;
exception when others then
  return null;
end
$$;

-- A header of the request to the data API; null in transactions of the Auth server.
create function private.request_header(name text) returns text
  language sql stable
  set search_path = ''
as $$
  select nullif(current_setting('request.headers', true), '')::jsonb ->> name
$$;

create function private.request_address() returns inet
  language sql stable
  set search_path = ''
as $$
  select private.to_address(split_part(private.request_header('x-forwarded-for'), ',', 1))
$$;

-- Writes an entry. Missing values are taken from the request, or from what the Auth server
-- recorded in the same transaction (see private.on_auth_note).
create function private.write_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  address inet default null,
  agent text default null,
  result text default 'ok'
) returns void
  language sql
  set search_path = ''
as $$
  insert into public.audit_log (type, user_id, actor_id, session_id, address, agent, result, reason)
  values (
    type,
    user_id,
    coalesce(auth.uid(), nullif(current_setting('app.audit_actor', true), '')::uuid),
    coalesce(session_id, (auth.jwt() ->> 'session_id')::uuid),
    coalesce(address, private.request_address(), private.to_address(current_setting('app.audit_address', true))),
    left(coalesce(agent, private.request_header('user-agent')), 300),
    result,
    left(nullif(reason, ''), 300)
  )
$$;

-- The Auth server's own entries: the actor and client, for the triggers at the end of its transaction, and a few events without
-- a row change. A project can disable these entries; the triggers below write in any case.
create function private.on_auth_note() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  action text;
  actor uuid;
  noted public.audit_type;
begin
  -- Assigned here and not where declared: the handler below does not catch errors in declarations.
  action := new.payload ->> 'action';
  actor := nullif(new.payload ->> 'actor_id', '00000000-0000-0000-0000-000000000000')::uuid;
  noted := case action
    when 'user_invited' then 'user.invited'
    when 'user_recovery_requested' then 'user.reset_requested'
    when 'factor_in_progress' then 'mfa.started'
    when 'mfa_code_login' then 'mfa.passed'
    when 'factor_unenrolled' then 'mfa.removed'
    when 'factor_deleted' then 'mfa.removed'
  end;
  perform set_config('app.audit_actor', coalesce(actor::text, ''), true),
    set_config('app.audit_address', coalesce(new.ip_address, ''), true),
    set_config('app.audit_cause', case action
      when 'logout' then 'signed out'
      when 'user_updated_password' then 'password changed'
      else coalesce(current_setting('app.audit_cause', true), '')
    end, true);
  if noted is not null then
    perform private.write_audit(noted, actor);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

create function private.on_user_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  about uuid := case tg_op when 'DELETE' then old.id else new.id end;
begin
  if tg_op = 'INSERT' then
    perform private.write_audit('user.signed_up', about);
  elsif tg_op = 'DELETE' then
    perform private.write_audit('user.deleted', about);
  else
    if old.email_confirmed_at is null and new.email_confirmed_at is not null then
      perform private.write_audit('user.confirmed', about);
    end if;
    if new.email is distinct from old.email then
      perform private.write_audit('user.email_changed', about);
    end if;
    if new.encrypted_password is distinct from old.encrypted_password then
      perform private.write_audit('user.password_changed', about);
    end if;
    if coalesce(new.banned_until, '-infinity') > now() and coalesce(old.banned_until, '-infinity') <= now() then
      perform private.write_audit('user.banned', about);
    elsif coalesce(new.banned_until, '-infinity') <= now() and coalesce(old.banned_until, '-infinity') > now() then
      perform private.write_audit('user.unbanned', about);
    end if;
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

create function private.on_session_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit('session.started', new.user_id, null, new.id, new.ip, new.user_agent);
  else
    perform private.write_audit(
      'session.ended', old.user_id,
      case
        when exists (select from auth.users where id = old.user_id)
          then nullif(current_setting('app.audit_cause', true), '')
        else 'account deleted'
      end,
      old.id
    );
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

-- The first identity is created with the account, the last one deleted with it.
create function private.on_identity_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from auth.identities where user_id = new.user_id and id <> new.id) then
      perform private.write_audit('identity.linked', new.user_id, new.provider);
    end if;
  elsif exists (select from auth.users where id = old.user_id) then
    perform private.write_audit('identity.unlinked', old.user_id, old.provider);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

create trigger audit_note
  after insert on auth.audit_log_entries
  for each row execute function private.on_auth_note();

-- Deferred to the end of the transaction: by then the Auth server has recorded the actor and client.
create constraint trigger audit_user
  after insert or delete or update of email, email_confirmed_at, encrypted_password, banned_until on auth.users
  deferrable initially deferred
  for each row execute function private.on_user_change();

create constraint trigger audit_session
  after insert or delete on auth.sessions
  deferrable initially deferred
  for each row execute function private.on_session_change();

create constraint trigger audit_identity
  after insert or delete on auth.identities
  deferrable initially deferred
  for each row execute function private.on_identity_change();

-- Role changes fail when their entry cannot be written.
create function private.on_role_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from auth.users where id = old.user_id) then
      perform private.write_audit(
        'role.taken', old.user_id, concat_ws(': ', old.role, nullif(current_setting('app.audit_cause', true), ''))
      );
    end if;
  elsif new.role <> 'member' and (tg_op = 'INSERT' or (new.role, new.expires_at, new.reason) is distinct from (old.role, old.expires_at, old.reason)) then
    perform private.write_audit(
      'role.given', new.user_id,
      concat_ws(': ',
        concat(new.role, to_char(new.expires_at at time zone 'UTC', '" until "YYYY-MM-DD HH24:MI" UTC"')),
        nullif(new.reason, ''))
    );
  end if;
  return null;
end
$$;

create trigger audit_role
  after insert or update or delete on public.user_roles
  for each row execute function private.on_role_change();

-- Events that only the application sees. The caller never names the actor: a denied access belongs to the user of the token,
-- a failed sign-in is looked up by its email, which is not stored. Beyond its limits the function writes and returns nothing,
-- so that callers can neither fill the table nor learn which emails are known.
create function public.record_event(type public.audit_type, reason text, email text default null) returns void
  language plpgsql security definer
  set search_path = ''
as $$
declare
  about uuid;
  known boolean := case
    when record_event.type in ('login.failed', 'login.throttled') then
      record_event.reason in ('invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_tries')
    when record_event.type = 'access.denied' then
      auth.uid() is not null
      and exists (select from public.role_permissions where permission = record_event.reason)
    else false
  end;
begin
  if known is not true then
    raise exception 'not an event to report' using errcode = '22023';
  end if;
  if record_event.type = 'access.denied' then
    about := auth.uid();
  else
    select person.id into about from auth.users as person where person.email = lower(trim(record_event.email)) limit 1;
  end if;
  if (
    select count(*) >= 300
      or count(*) filter (where recent.user_id is not distinct from about) >= case when about is null then 150 else 20 end
      or count(*) filter (where recent.address = private.request_address()) >= 100
    from public.audit_log as recent
    where recent.type in ('login.failed', 'login.throttled', 'access.denied') and recent.type = record_event.type
      and recent.created_at > now() - interval '10 minutes'
  ) then
    return;
  end if;
  perform private.write_audit(record_event.type, about, record_event.reason, result => 'refused');
end
$$;

-- A user's own activity, without the client of other users.
create function public.my_activity(before bigint default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, by_me boolean, this_session boolean,
    address text, agent text, result text, reason text
  )
  language sql stable security definer
  set search_path = ''
as $$
  select
    entry.id, entry.created_at, entry.type,
    coalesce(entry.actor_id = auth.uid(), false),
    coalesce(entry.session_id = (auth.jwt() ->> 'session_id')::uuid, false),
    case when entry.actor_id is null or entry.actor_id = auth.uid() then host(entry.address) end,
    case when entry.actor_id is null or entry.actor_id = auth.uid() then entry.agent end,
    entry.result, entry.reason
  from public.audit_log as entry
  where entry.user_id = auth.uid() and (before is null or entry.id < before)
  order by entry.id desc
  limit least(greatest(size, 1), 100)
$$;

-- All activity, or that of one user, for callers with audit.read.
create function public.all_activity(before bigint default null, about uuid default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, user_id uuid, user_email text, actor_id uuid,
    actor_email text, session_id uuid, address text, agent text, result text, reason text
  )
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('audit.read');
  return query
    select
      entry.id, entry.created_at, entry.type, entry.user_id, concerned.email::text, entry.actor_id, actor.email::text,
      entry.session_id, host(entry.address), entry.agent, entry.result, entry.reason
    from public.audit_log as entry
    left join auth.users as concerned on concerned.id = entry.user_id
    left join auth.users as actor on actor.id = entry.actor_id
    where (about is null or entry.user_id = about) and (before is null or entry.id < before)
    order by entry.id desc
    limit least(greatest(size, 1), 100);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.record_event(public.audit_type, text, text),
  public.my_activity(bigint, integer),
  public.all_activity(bigint, uuid, integer)
from public, anon, authenticated, service_role;
grant execute on function public.record_event(public.audit_type, text, text) to anon, authenticated;
grant execute on function public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer) to authenticated;
