-- The audit log as the Auth server really writes: it names who acted before or after the change, mostly without an address, or
-- not at all where a project has switched its own entries off.
-- The triggers on its tables are plain ones from here on, without a list of columns and without WHEN: a deferred trigger, or a
-- column named in a trigger's definition, would stop an ALTER TABLE in the Auth server's own migrations.

-- With cascade go the triggers that call them: the tables, and so the triggers on them, belong to the Auth server.
drop function private.on_user_change() cascade;
drop function private.on_session_change() cascade;
drop function private.on_identity_change() cascade;

-- What has changed, kept until the transaction ends: by then the Auth server has said who acted. Empty between transactions.
create unlogged table private.pending_audit (
  id bigint generated always as identity primary key,
  type public.audit_type not null,
  user_id uuid,
  reason text,
  session_id uuid,
  address inet,
  agent text
);
revoke all on table private.pending_audit from public, anon, authenticated, service_role;

create function private.queue_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  address inet default null,
  agent text default null
) returns void
  language sql
  set search_path = ''
as $$
  insert into private.pending_audit (type, user_id, reason, session_id, address, agent)
  values (type, user_id, reason, session_id, address, agent)
$$;

create function private.write_pending_audit() returns trigger
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
        when new.type <> 'session.ended' then new.reason
        when exists (select from auth.users where id = new.user_id and deleted_at is null)
          then nullif(current_setting('app.audit_cause', true), '')
        else 'account deleted'
      end,
      new.session_id,
      new.address,
      coalesce(new.agent, nullif(current_setting('app.audit_agent', true), ''))
    );
  exception when others then
    raise warning 'Not in the audit log: %', sqlerrm;
  end;
  return null;
end
$$;

create constraint trigger write_pending
  after insert on private.pending_audit
  deferrable initially deferred
  for each row execute function private.write_pending_audit();

-- The Auth server's own entries. The nil UUID as the actor is an administrator who used the project's secret key. A factor that
-- an administrator removes is noted with its owner as the actor.
create or replace function private.on_auth_note() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  action text;
  actor uuid;
  noted public.audit_type;
begin
  -- Not where they are declared: an error there would pass the handler below by, and stop the Auth server.
  action := new.payload ->> 'action';
  actor := case action
    when 'factor_deleted' then '00000000-0000-0000-0000-000000000000'
    else (new.payload ->> 'actor_id')::uuid
  end;
  noted := case action
    when 'factor_in_progress' then 'mfa.started'
    when 'verification_attempted' then 'mfa.passed'
    when 'factor_unenrolled' then 'mfa.removed'
    when 'factor_deleted' then 'mfa.removed'
  end;
  perform set_config('app.audit_actor', coalesce(actor::text, ''), true),
    set_config('app.audit_address', coalesce(nullif(new.ip_address, ''), current_setting('app.audit_address', true), ''), true),
    set_config('app.audit_cause', case action
      when 'logout' then 'signed out'
      else coalesce(current_setting('app.audit_cause', true), '')
    end, true);
  if noted is not null then
    perform private.queue_audit(noted, (coalesce(new.payload -> 'traits' ->> 'user_id', new.payload ->> 'actor_id'))::uuid);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

-- Passwords that nobody knows: the Auth server makes one up when an invitation is accepted. A row goes with the first password
-- that its owner chooses.
create table private.generated_passwords (
  user_id uuid primary key references auth.users (id) on delete cascade
);
revoke all on table private.generated_passwords from public, anon, authenticated, service_role;

create function private.on_user_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if old.deleted_at is null then
      perform private.queue_audit('user.deleted', old.id);
    end if;
    return null;
  end if;
  if tg_op = 'INSERT' then
    perform private.queue_audit('user.signed_up', new.id);
    if new.invited_at is not null then
      perform private.queue_audit('user.invited', new.id);
    end if;
    return null;
  end if;
  -- Deleted in name: the row stays, its address and its password are made unreadable.
  if new.deleted_at is not null then
    if old.deleted_at is null then
      perform private.queue_audit('user.deleted', new.id);
    end if;
    return null;
  end if;
  if new.invited_at > coalesce(old.invited_at, '-infinity') then
    perform private.queue_audit('user.invited', new.id);
  end if;
  if new.recovery_sent_at > coalesce(old.recovery_sent_at, '-infinity') then
    perform private.queue_audit('user.reset_requested', new.id);
  end if;
  if old.email_confirmed_at is null and new.email_confirmed_at is not null then
    perform private.queue_audit('user.confirmed', new.id);
  end if;
  if coalesce(new.email, '') <> coalesce(old.email, '') then
    perform private.queue_audit('user.email_changed', new.id);
  end if;
  -- Not while a confirmation sets the password of a sign-up aside, or its owner is given it back.
  if coalesce(new.encrypted_password, '') <> coalesce(old.encrypted_password, '')
    and coalesce(current_setting('app.signup_password', true), '') = '' then
    if coalesce(old.encrypted_password, '') = '' and new.invited_at is not null and old.email_confirmed_at is null then
      insert into private.generated_passwords (user_id) values (new.id) on conflict do nothing;
    else
      delete from private.generated_passwords where user_id = new.id;
      perform private.queue_audit('user.password_changed', new.id, case when coalesce(new.encrypted_password, '') = '' then 'removed' end),
        set_config('app.audit_cause', 'password changed', true);
    end if;
  end if;
  if coalesce(new.banned_until, '-infinity') > now() and coalesce(old.banned_until, '-infinity') <= now() then
    perform private.queue_audit('user.banned', new.id);
  elsif coalesce(new.banned_until, '-infinity') <= now() and coalesce(old.banned_until, '-infinity') > now() then
    perform private.queue_audit('user.unbanned', new.id);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

-- A new session tells from where its whole transaction came.
create function private.on_session_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.queue_audit('session.started', new.user_id, null, new.id, new.ip, new.user_agent),
      set_config('app.audit_address', coalesce(host(new.ip), current_setting('app.audit_address', true), ''), true),
      set_config('app.audit_agent', coalesce(new.user_agent, ''), true);
  else
    perform private.queue_audit('session.ended', old.user_id, null, old.id);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

-- The first identity comes with the sign-up, the last one goes with the account.
create function private.on_identity_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from auth.identities where user_id = new.user_id and id <> new.id) then
      perform private.queue_audit('identity.linked', new.user_id, new.provider);
    end if;
  elsif exists (select from auth.users where id = old.user_id) then
    perform private.queue_audit('identity.unlinked', old.user_id, old.provider);
  end if;
  return null;
exception when others then
  raise warning 'Not in the audit log: %', sqlerrm;
  return null;
end
$$;

create trigger audit_user
  after insert or update or delete on auth.users
  for each row execute function private.on_user_change();

create trigger audit_session
  after insert or delete on auth.sessions
  for each row execute function private.on_session_change();

create trigger audit_identity
  after insert or delete on auth.identities
  for each row execute function private.on_identity_change();

-- Whether the caller has a password that they can know.
create or replace function public.has_password() returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (
    select from auth.users, private.current_session() as this
    where users.id = this.user_id and users.encrypted_password <> ''
      and not exists (select from private.generated_passwords where generated_passwords.user_id = users.id)
  )
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
