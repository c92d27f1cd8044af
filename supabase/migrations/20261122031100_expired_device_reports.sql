-- The scheduled function deletes expired device reports, as it does other expired data.

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
  perform private.complete_factor_reset(user_id) from private.factor_resets where due_at <= now();
  -- The Auth server's own entries contain IP addresses too, and are not deleted with an account.
  delete from auth.audit_log_entries where created_at < now() - client_retention;
end
$$;

create or replace function public.record_new_device(token_hash text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if coalesce(record_new_device.token_hash, '') !~ '^[0-9a-f]{64}$' then
    raise exception 'invalid token hash' using errcode = '22023', hint = 'Send the SHA-256 of the token in hexadecimal.';
  end if;
  if this.id is null then
    return false;
  end if;
  -- Entries of an account this young cannot have expired.
  if exists (select from auth.users where users.id = this.user_id and users.created_at > now() - interval '30 days')
    and not exists (
      select from public.audit_log as entry
      where entry.user_id = this.user_id and entry.type = 'session.started' and entry.session_id <> this.id
    )
  then
    return false;
  end if;
  insert into private.device_reports (token_hash, user_id, session_id)
  values (record_new_device.token_hash, this.user_id, this.id)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform private.write_audit('device.new', this.user_id);
  return true;
end
$$;
