-- Standard names for reports: the events that only the application sees.

alter table private.report_counts rename column began_at to started_at;

-- Counts one more report in the current window of ten minutes and returns the total. The row stays locked until the transaction
-- ends, so no two reports get the same number.
create or replace function private.count_report(type public.audit_type, user_id uuid, network text) returns integer
  language plpgsql volatile
  set search_path = ''
as $$
declare
  total integer;
begin
  insert into private.report_counts as counts (type, user_id, network, started_at, count)
  values (
    count_report.type,
    coalesce(count_report.user_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(count_report.network, ''),
    date_bin('10 minutes', now(), 'epoch'),
    1
  )
  on conflict on constraint report_counts_pkey do update set count = counts.count + 1
  returning count into total;
  if total = 1 then
    delete from private.report_counts where ctid = any (array(
      select ctid from private.report_counts where started_at < now() - interval '1 hour' limit 100 for update skip locked
    ));
  end if;
  return total;
end
$$;

-- Records an event that only the application sees.
--   report     JSON: type, reason, at (Unix time in seconds) and, where known, email, ip, user_agent
--   signature  HMAC-SHA256 of the report with the setting audit_signing_key, in hexadecimal
-- The report never names the actor: a denied access belongs to the user of the token; a failed sign-in is looked up by its email,
-- which is not stored. Each account is counted separately for each network (/24, /48), so that reports about one cannot crowd
-- out those about another. The first 20 in ten minutes are written, then the 32nd, the 64th and so on with their number. The
-- function returns nothing, whether or not an email is known.
create or replace function public.record_event(report text, signature text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  signing_key text := private.setting('audit_signing_key');
  event jsonb;
  reason text;
  is_known boolean;
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
  reason := event ->> 'reason';
  is_known := case
    when event ->> 'type' in ('login.failed', 'login.throttled') then
      reason in ('invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_attempts')
    when event ->> 'type' = 'access.denied' then
      auth.uid() is not null and exists (select from public.role_permissions where permission = reason)
    else false
  end;
  if is_known is not true then
    raise exception 'invalid event' using errcode = '22023', hint = 'The type or reason of this event cannot be reported.';
  end if;
  if event ->> 'type' = 'access.denied' then
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
      case when total <= 20 then reason else format('%s (%s in 10 minutes)', reason, total) end,
      ip => ip, user_agent => event ->> 'user_agent', result => 'failed'
    );
  end if;
end
$$;

-- Creates the partitions of the next months and deletes what is older than the settings allow. Schedule it once a day; running it
-- more often is harmless.
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
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - client_retention;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
