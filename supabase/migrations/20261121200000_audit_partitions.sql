-- The audit log in monthly partitions, so that old entries are deleted by dropping a table. IP addresses and user agents are
-- stored separately: they are deleted earlier, and with the account. The partitions are in a schema that no API exposes, because
-- each could be queried as a table.

set local statement_timeout = 0;

alter table public.audit_log set schema private;
alter table private.audit_log rename to audit_log_whole;

create table public.audit_log (
  id bigint generated always as identity,
  created_at timestamptz not null default clock_timestamp(),
  type public.audit_type not null,
  -- The user whom the event concerns; null for a sign-in with an unknown email. No foreign keys: entries outlive users.
  user_id uuid,
  -- The user who caused the event; null when unknown.
  actor_id uuid,
  session_id uuid,
  result text not null default 'ok' check (result in ('ok', 'refused')),
  reason text check (char_length(reason) <= 300),
  primary key (id, created_at)
) partition by range (created_at);

create index audit_log_by_user on public.audit_log (user_id, created_at desc, id desc);

alter table public.audit_log enable row level security;
revoke all on table public.audit_log from public, anon, authenticated, service_role;
revoke all on sequence public.audit_log_id_seq from public, anon, authenticated, service_role;

-- Partitions inherit it: a statement can name a partition.
create trigger append_only
  before update or delete on public.audit_log
  for each row execute function private.refuse_change();

-- The client of an entry.
create table private.audit_clients (
  entry_id bigint primary key,
  created_at timestamptz not null,
  -- The user to whom the client belongs, where known.
  user_id uuid,
  address inet,
  agent text check (char_length(agent) <= 300)
);
create index audit_clients_by_time on private.audit_clients (created_at);
create index audit_clients_by_user on private.audit_clients (user_id);
alter table private.audit_clients enable row level security;
revoke all on table private.audit_clients from public, anon, authenticated, service_role;

create trigger append_only
  before update or truncate on private.audit_clients
  for each statement execute function private.refuse_change();

-- Creates the partition for a month, or the default partition, unless it exists.
create function private.add_audit_partition(month timestamptz default null) returns void
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
    'create trigger no_truncate before truncate on private.%I for each statement execute function private.refuse_change()', name
  );
end
$$;

-- Creates the partitions for this month and the next three. Entries without a partition are in the default partition. They are
-- moved, because no partition can be created for a month that has entries there.
create function private.add_audit_partitions() returns void
  language plpgsql volatile
  set search_path = ''
as $$
declare
  has_strays boolean;
begin
  perform private.add_audit_partition();
  select exists (select from private.audit_log_default) into has_strays;
  if has_strays then
    alter table public.audit_log detach partition private.audit_log_default;
    alter table private.audit_log_default rename to audit_log_strays;
    perform private.add_audit_partition(month)
    from (select distinct date_trunc('month', created_at, 'UTC') from private.audit_log_strays) as months (month);
    perform private.add_audit_partition();
    insert into public.audit_log overriding system value select * from private.audit_log_strays;
    drop table private.audit_log_strays;
  end if;
  perform private.add_audit_partition(now() + ahead * interval '1 month') from generate_series(0, 3) as ahead;
end
$$;

-- Existing entries

select private.add_audit_partition(month)
from (select distinct date_trunc('month', created_at, 'UTC') from private.audit_log_whole) as months (month);
select private.add_audit_partitions();

insert into public.audit_log (id, created_at, type, user_id, actor_id, session_id, result, reason) overriding system value
select id, created_at, type, user_id, actor_id, session_id, result, reason from private.audit_log_whole order by id;

-- The client's owner, as in write_audit below; none for deleted users.
insert into private.audit_clients (entry_id, created_at, user_id, address, agent)
select entry.id, entry.created_at, person.id, entry.address, entry.agent
from private.audit_log_whole as entry
cross join lateral (
  select case when entry.actor_id <> '00000000-0000-0000-0000-000000000000' or entry.actor_id is null
    then coalesce(entry.actor_id, entry.user_id) end
) as person (id)
where (entry.address is not null or entry.agent is not null)
  and (person.id is null or exists (select from auth.users where users.id = person.id and users.deleted_at is null));

select setval('public.audit_log_id_seq', last_value, is_called) from private.audit_log_id_seq;
drop table private.audit_log_whole;
analyze public.audit_log, private.audit_clients;

-- The client is the caller's, or that of the user whom the entry concerns where the actor is unknown; for the secret key it
-- belongs to no user. It is not stored for a deleted account.
create or replace function private.write_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  address inet default null,
  agent text default null,
  result text default 'ok'
) returns void
  language plpgsql volatile
  set search_path = ''
as $$
declare
  actor constant uuid := coalesce(auth.uid(), nullif(current_setting('app.audit_actor', true), '')::uuid);
  whose constant uuid := nullif(coalesce(actor, write_audit.user_id), '00000000-0000-0000-0000-000000000000');
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

  if whose is not null and not exists (select from auth.users where users.id = whose and users.deleted_at is null) then
    return;
  end if;
  select * into caller from auth.sessions
  where sessions.id::text = auth.jwt() ->> 'session_id' and sessions.user_id = auth.uid();
  insert into private.audit_clients (entry_id, created_at, user_id, address, agent)
  select entry.id, entry.created_at, whose, client.address, client.agent
  from (values (
    coalesce(
      write_audit.address, private.to_address(caller.ip::text), private.to_address(current_setting('app.audit_address', true))
    ),
    left(coalesce(write_audit.agent, caller.user_agent, nullif(current_setting('app.audit_agent', true), '')), 300)
  )) as client (address, agent)
  where client.address is not null or client.agent is not null;
end
$$;

-- Clients are deleted with the account, whatever their entries are about.
create function private.forget_clients() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' or (new.deleted_at is not null and old.deleted_at is null) then
    delete from private.audit_clients where user_id = old.id;
  end if;
  return null;
exception when others then
  raise warning 'Addresses of a deleted account are kept until they are too old: %', sqlerrm;
  return null;
end
$$;

create trigger forget_clients
  after update or delete on auth.users
  for each row execute function private.forget_clients();

-- No longer remembers the client of a user whose account is deleted.
create or replace function public.delete_account() returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.created_at is null or this.created_at < now() - interval '10 minutes' then
    raise exception 'Sign in again first.' using errcode = 'insufficient_privilege', hint = 'recent_login_required';
  end if;
  delete from auth.users where id = this.user_id;
end
$$;

-- A user's entries, newest first, from one index range of each partition. Sorting is off,
-- because for a user whom the statistics do not know, the planner might read all entries and sort them.
create function private.entries_about(about uuid, before bigint, size integer) returns setof public.audit_log
  language plpgsql stable rows 25
  set search_path = ''
  set plan_cache_mode = force_custom_plan
  set enable_sort = off
as $$
declare
  last_at timestamptz := 'infinity';
begin
  if before is not null then
    select entry.created_at into last_at from public.audit_log as entry where entry.id = before and entry.user_id = about;
  end if;
  return query
    select entry.* from public.audit_log as entry
    where entry.user_id = about
      and entry.created_at <= last_at
      and (entry.created_at, entry.id) < (last_at, coalesce(before, 9223372036854775807))
    order by entry.created_at desc, entry.id desc
    limit least(greatest(size, 1), 100);
end
$$;

-- Users do not see the client of other users.
create or replace function public.my_activity(before bigint default null, size integer default 25)
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
    case when entry.actor_id is null or entry.actor_id = auth.uid() then host(client.address) end,
    case when entry.actor_id is null or entry.actor_id = auth.uid() then client.agent end,
    entry.result, private.reason_for_owner(entry.type, entry.reason)
  from private.entries_about((select auth.uid() where public.has_live_session()), before, size) with ordinality
    as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, place)
  left join private.audit_clients as client on client.entry_id = entry.id
  order by entry.place
$$;

create or replace function public.all_activity(before bigint default null, about uuid default null, size integer default 25)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, user_id uuid, user_email text, actor_id uuid,
    actor_email text, session_id uuid, address text, agent text, result text, reason text
  )
  language plpgsql volatile security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
declare
  page public.audit_log[];
begin
  perform private.require_permission('audit.read');
  if about is not null then
    page := array(select entry from private.entries_about(about, before, size) as entry);
  else
    page := array(
      select entry from public.audit_log as entry
      where entry.id < coalesce(before, 9223372036854775807)
      order by entry.id desc
      limit least(greatest(size, 1), 100)
    );
  end if;
  return query
    select
      entry.id, entry.created_at, entry.type, entry.user_id, concerned.email::text, entry.actor_id, actor.email::text,
      entry.session_id, host(client.address), client.agent, entry.result, entry.reason
    from unnest(page) with ordinality
      as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, place)
    left join private.audit_clients as client on client.entry_id = entry.id
    left join auth.users as concerned on concerned.id = entry.user_id
    left join auth.users as actor on actor.id = entry.actor_id
    order by entry.place;
  perform private.audit_reading('activity.read', about);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.delete_account(), public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.delete_account(), public.my_activity(bigint, integer), public.all_activity(bigint, uuid, integer)
  to authenticated;
