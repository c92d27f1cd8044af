-- The triggers that write the audit log, with the event types and columns of the migration before.

-- Entries of the Auth server itself. The nil UUID as actor is an administrator who used the project's secret key. When an
-- administrator removes a factor, the Auth server records its owner as the actor.
drop function private.on_auth_note() cascade;
create function private.audit_auth_entry() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  action text;
  actor uuid;
  event public.audit_type;
begin
  -- Assigned here and not where declared: the handler below does not catch errors in declarations, and they would stop the
  -- Auth server.
  action := new.payload ->> 'action';
  actor := case action
    when 'factor_deleted' then '00000000-0000-0000-0000-000000000000'
    else (new.payload ->> 'actor_id')::uuid
  end;
  event := case action
    when 'factor_in_progress' then 'mfa.enrollment_started'
    when 'verification_attempted' then 'mfa.verified'
    when 'factor_unenrolled' then 'mfa.unenrolled'
    when 'factor_deleted' then 'mfa.unenrolled'
  end;
  perform set_config('app.audit_actor', coalesce(actor::text, ''), true),
    set_config('app.audit_ip', coalesce(nullif(new.ip_address, ''), current_setting('app.audit_ip', true), ''), true),
    set_config('app.audit_cause', case action
      when 'logout' then 'signed out'
      else coalesce(current_setting('app.audit_cause', true), '')
    end, true);
  if event is not null then
    perform private.queue_audit(event, (coalesce(new.payload -> 'traits' ->> 'user_id', new.payload ->> 'actor_id'))::uuid);
  end if;
  return null;
exception when others then
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

create trigger audit_auth_entry
  after insert on auth.audit_log_entries
  for each row execute function private.audit_auth_entry();

alter function private.on_user_change() rename to audit_user_change;
create or replace function private.audit_user_change() returns trigger
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
  -- Soft deletion: the row stays, its email and password become unreadable.
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
    perform private.queue_audit('user.recovery_requested', new.id);
  end if;
  if old.email_confirmed_at is null and new.email_confirmed_at is not null then
    perform private.queue_audit('user.confirmed', new.id);
  end if;
  if coalesce(new.email, '') <> coalesce(old.email, '') then
    perform private.queue_audit('user.email_changed', new.id);
  end if;
  -- Not when the confirmation of a sign-up holds its password back, or claim_signup() restores it.
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
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

-- The client of a new session is the client of the whole transaction.
alter function private.on_session_change() rename to audit_session_change;
create or replace function private.audit_session_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.queue_audit('session.started', new.user_id, null, new.id, new.ip, new.user_agent),
      set_config('app.audit_ip', coalesce(host(new.ip), current_setting('app.audit_ip', true), ''), true),
      set_config('app.audit_user_agent', coalesce(new.user_agent, ''), true);
  else
    perform private.queue_audit('session.ended', old.user_id, null, old.id);
  end if;
  return null;
exception when others then
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

-- The first identity is created with the account, the last one deleted with it.
alter function private.on_identity_change() rename to audit_identity_change;
create or replace function private.audit_identity_change() returns trigger
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
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

alter function private.on_role_change() rename to audit_role_change;
create or replace function private.audit_role_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from auth.users where id = old.user_id) then
      perform private.write_audit(
        'role.revoked', old.user_id, concat_ws(': ', old.role, nullif(current_setting('app.audit_cause', true), ''))
      );
    end if;
  elsif new.role <> 'member' and (tg_op = 'INSERT' or (new.role, new.expires_at, new.reason) is distinct from (old.role, old.expires_at, old.reason)) then
    perform private.write_audit(
      'role.granted', new.user_id,
      concat_ws(': ',
        concat(new.role, to_char(new.expires_at at time zone 'UTC', '" until "YYYY-MM-DD HH24:MI" UTC"')),
        nullif(new.reason, ''))
    );
  end if;
  return null;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
