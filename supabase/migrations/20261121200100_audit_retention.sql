-- How long the audit log is kept. Change the values in Vault or here; without a row, nothing expires.
insert into private.settings (name, value) values
  ('audit_log_retention', '24 months'),
  ('audit_client_retention', '90 days');

-- A retention period; null means forever.
create function private.retention(setting text) returns interval
  language plpgsql stable
  set search_path = ''
as $$
declare
  kept constant interval := private.setting(retention.setting)::interval;
begin
  if kept < interval '0' then
    raise exception '% is negative: %', retention.setting, kept using errcode = '22023';
  end if;
  return kept;
end
$$;

-- Creates the next partitions and deletes what is older than the settings allow. Schedule it once a day; running it
-- more often is harmless.
create function private.apply_retention() returns void
  language plpgsql volatile security definer
  set search_path = ''
  set timezone = 'UTC'
  set lock_timeout = '5s'
as $$
declare
  entries_kept constant interval := private.retention('audit_log_retention');
  -- Never longer than the entries that they belong to.
  clients_kept constant interval := least(private.retention('audit_client_retention'), entries_kept);
  partition text;
begin
  perform pg_advisory_xact_lock(hashtext('private.apply_retention'));
  perform private.add_audit_partitions();
  for partition in
    select relname from pg_catalog.pg_inherits join pg_catalog.pg_class on pg_class.oid = inhrelid
    where inhparent = 'public.audit_log'::regclass and relname ~ '^audit_log_\d{4}_\d{2}$'
      and to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= now() - entries_kept
  loop
    execute format('drop table private.%I', partition);
  end loop;
  delete from private.audit_clients where created_at < now() - clients_kept;
  delete from private.report_counts where began_at < now() - interval '1 hour';
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - clients_kept;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;

-- Without pg_cron, see docs/deploy.md for what to schedule.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
    perform cron.schedule('apply_retention', '17 3 * * *', 'select private.apply_retention()');
  end if;
exception when others then
  raise warning 'private.apply_retention() is not scheduled (see docs/deploy.md): %', sqlerrm;
end
$$;
