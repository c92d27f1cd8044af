-- Sign-ins from new devices. The application recognizes devices by a sealed cookie, and emails the owner a link to report a sign-in.

-- The links that can still be used. Only the hash of a link's token is stored. A report outlives its session: ending the session
-- must not void the link. One per session, so that no one can fill the table.
create table private.device_reports (
  token_hash text primary key,
  user_id uuid not null references auth.users on delete cascade,
  session_id uuid not null unique,
  created_at timestamptz not null default now()
);
create index device_reports_user_id_idx on private.device_reports (user_id);
create index device_reports_created_at_idx on private.device_reports (created_at);
alter table private.device_reports enable row level security;

create function private.device_report_lifetime() returns interval
  language sql immutable
  set search_path = ''
as $$
  select interval '7 days'
$$;

-- Records that the caller's session was started on a new device. Works before the second factor: whoever got this far knows the
-- password.
--   token_hash  SHA-256 of the link's token, in hexadecimal
-- Returns whether the owner should be emailed: not for the first session of a new account, and once per session.
create function public.record_new_device(token_hash text) returns boolean
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
  delete from private.device_reports where ctid = any (array(
    select ctid from private.device_reports
    where created_at < now() - private.device_report_lifetime() limit 100 for update skip locked
  ));
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

-- Secures an account whose owner does not recognize a sign-in: every session ends, and the password no longer works. Anyone with
-- the token may call it: it was emailed to the owner.
-- Returns the email address of the account, for the email that leads to a new password. Null if the token is unknown, used or expired.
create function public.report_device(token text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  report private.device_reports;
  owner auth.users;
begin
  delete from private.device_reports
  where device_reports.token_hash = encode(sha256(convert_to(coalesce(report_device.token, ''), 'UTF8')), 'hex')
  returning * into report;
  if report.user_id is null or report.created_at < now() - private.device_report_lifetime() then
    return null;
  end if;
  select * into owner from auth.users where users.id = report.user_id and users.deleted_at is null for update;
  if owner.id is null then
    return null;
  end if;
  delete from private.device_reports where device_reports.user_id = owner.id;
  perform private.write_audit('device.reported', owner.id);
  update auth.users set encrypted_password = '' where users.id = owner.id and coalesce(users.encrypted_password, '') <> '';
  -- A new password ends the trust in devices; an account without a password gets none.
  delete from private.trusted_devices as device where device.user_id = owner.id;
  perform set_config('app.audit_cause', 'sign-in not recognized by the owner', true);
  delete from auth.sessions where sessions.user_id = owner.id;
  return owner.email;
end
$$;

comment on table private.device_reports is 'Emailed links with which the owner of an account can report a sign-in.';
comment on function public.record_new_device(text) is 'Records that the caller''s session was started on a new device.';
comment on function public.report_device(text) is 'Ends all sessions of an account and voids its password, for the holder of an emailed token.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.record_new_device(text), public.report_device(text)
  from public, anon, authenticated, service_role;
grant execute on function public.record_new_device(text) to authenticated;
grant execute on function public.report_device(text) to anon;
