-- The scheduled function deletes old locations of sign-ins, as it does client addresses.

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
  delete from private.device_reports where created_at < now() - private.device_report_lifetime();
  delete from private.trusted_devices where expires_at <= now();
  delete from private.sign_in_locations where recorded_at < now() - client_retention;
  perform private.complete_factor_reset(user_id) from private.factor_resets where due_at <= now();
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - client_retention;
end
$$;

create or replace function public.record_sign_in_location(sealed text) returns void
  language sql volatile security definer
  set search_path = ''
as $$
  insert into private.sign_in_locations as location (user_id, sealed)
  select this.user_id, record_sign_in_location.sealed from private.current_session() as this where this.id is not null
  on conflict (user_id) do update set sealed = excluded.sealed, recorded_at = now()
$$;

comment on table private.sign_in_locations is
  'Where each user last signed in, encrypted by the application. Empty unless SIGN_IN_RISK is on. Kept as long as client addresses are.';

-- Only security definer functions call it.
alter function private.active_session() security invoker;
