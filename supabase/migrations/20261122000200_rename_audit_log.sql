-- Standard names for what writes the audit log. Columns for the client are named as in auth.sessions: ip and user_agent.

alter type public.audit_type rename value 'user.reset_requested' to 'user.recovery_requested';
alter type public.audit_type rename value 'mfa.started' to 'mfa.enrollment_started';
alter type public.audit_type rename value 'mfa.passed' to 'mfa.verified';
alter type public.audit_type rename value 'mfa.removed' to 'mfa.unenrolled';
alter type public.audit_type rename value 'role.given' to 'role.granted';
alter type public.audit_type rename value 'role.taken' to 'role.revoked';
alter type public.audit_type rename value 'people.listed' to 'users.listed';
alter type public.audit_type rename value 'person.viewed' to 'user.viewed';

-- Existing entries are updated, so that readers know one spelling only. The trigger that makes the log append-only is absent
-- while this happens.
drop trigger append_only on public.audit_log;
alter table public.audit_log drop constraint audit_log_result_check;
update public.audit_log
set result = 'failed',
  reason = regexp_replace(regexp_replace(reason, '^too_many_tries', 'too_many_attempts'), '\((\d+) in ten minutes\)$', '(\1 in 10 minutes)')
where result = 'refused';
alter table public.audit_log add constraint audit_log_result_check check (result in ('ok', 'failed'));
alter index public.audit_log_by_user rename to audit_log_user_id_created_at_id_idx;

alter function private.refuse_change() rename to reject_change;
create trigger append_only
  before update or delete on public.audit_log
  for each row execute function private.reject_change();

alter table private.audit_clients rename column address to ip;
alter table private.audit_clients rename column agent to user_agent;
alter table private.audit_clients rename constraint audit_clients_agent_check to audit_clients_user_agent_check;
alter index private.audit_clients_by_time rename to audit_clients_created_at_idx;
alter index private.audit_clients_by_user rename to audit_clients_user_id_idx;
alter table private.pending_audit rename column address to ip;
alter table private.pending_audit rename column agent to user_agent;

alter function private.to_address(text) rename to parse_ip;

drop function private.write_audit(public.audit_type, uuid, text, uuid, inet, text, text);

-- Writes an entry. The client is the caller's session, or the user whom the entry concerns where the actor is unknown; for the
-- secret key it belongs to no user. It is not stored for a deleted account.
create function private.write_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  ip inet default null,
  user_agent text default null,
  result text default 'ok'
) returns void
  language plpgsql volatile
  set search_path = ''
as $$
declare
  actor constant uuid := coalesce(auth.uid(), nullif(current_setting('app.audit_actor', true), '')::uuid);
  client_owner constant uuid := nullif(coalesce(actor, write_audit.user_id), '00000000-0000-0000-0000-000000000000');
  caller auth.sessions;
  entry record;
begin
  insert into public.audit_log as log (type, user_id, actor_id, session_id, result, reason)
  values (
    write_audit.type,
    write_audit.user_id,
    actor,
    coalesce(write_audit.session_id, (auth.jwt() ->> 'session_id')::uuid),
    write_audit.result,
    left(nullif(write_audit.reason, ''), 300)
  )
  returning log.id, log.created_at into entry;

  if client_owner is not null
    and not exists (select from auth.users where users.id = client_owner and users.deleted_at is null)
  then
    return;
  end if;
  select * into caller from auth.sessions
  where sessions.id::text = auth.jwt() ->> 'session_id' and sessions.user_id = auth.uid();
  insert into private.audit_clients (entry_id, created_at, user_id, ip, user_agent)
  select entry.id, entry.created_at, client_owner, client.ip, client.user_agent
  from (values (
    coalesce(write_audit.ip, private.parse_ip(caller.ip::text), private.parse_ip(current_setting('app.audit_ip', true))),
    left(coalesce(write_audit.user_agent, caller.user_agent, nullif(current_setting('app.audit_user_agent', true), '')), 300)
  )) as client (ip, user_agent)
  where client.ip is not null or client.user_agent is not null;
end
$$;

drop function private.queue_audit(public.audit_type, uuid, text, uuid, inet, text);

create function private.queue_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  ip inet default null,
  user_agent text default null
) returns void
  language sql
  set search_path = ''
as $$
  insert into private.pending_audit (type, user_id, reason, session_id, ip, user_agent)
  values (type, user_id, reason, session_id, ip, user_agent)
$$;

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

-- Remembers the caller's client before their session is deleted, for the entries that follow.
alter function private.remember_caller() rename to set_audit_client;
create or replace function private.set_audit_client() returns void
  language sql volatile
  set search_path = ''
as $$
  select set_config('app.audit_ip', coalesce(host(ip), ''), true), set_config('app.audit_user_agent', coalesce(user_agent, ''), true)
  from private.current_session()
$$;

-- Client data is deleted with the account, whatever its entries are about.
drop function private.forget_clients() cascade;
create function private.delete_audit_clients() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' or (new.deleted_at is not null and old.deleted_at is null) then
    delete from private.audit_clients where user_id = old.id;
  end if;
  return null;
exception when others then
  raise warning 'Client data of a deleted account is kept until it expires: %', sqlerrm;
  return null;
end
$$;

create trigger delete_audit_clients
  after update or delete on auth.users
  for each row execute function private.delete_audit_clients();

-- Creates the partition for a month, or the default partition without an argument, unless it exists.
create or replace function private.add_audit_partition(month timestamptz default null) returns void
  language plpgsql volatile
  set search_path = ''
  set timezone = 'UTC'
as $$
declare
  first constant timestamptz := date_trunc('month', month);
  name constant text := coalesce(to_char(first, '"audit_log_"YYYY_MM'), 'audit_log_default');
begin
  if to_regclass('private.' || name) is not null then
    return;
  end if;
  execute format('create table private.%I partition of public.audit_log ', name)
    || case when first is null then 'default' else format('for values from (%L) to (%L)', first, first + interval '1 month') end;
  execute format('alter table private.%I enable row level security', name);
  execute format('revoke all on table private.%I from public, anon, authenticated, service_role', name);
  execute format(
    'create trigger no_truncate before truncate on private.%I for each statement execute function private.reject_change()', name
  );
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
