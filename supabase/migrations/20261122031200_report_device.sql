-- The same results with fewer conditions.

create or replace function public.report_device(token text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  owner auth.users;
begin
  delete from private.device_reports as report using auth.users
  where report.token_hash = encode(sha256(convert_to(report_device.token, 'UTF8')), 'hex')
    and report.created_at >= now() - private.device_report_lifetime()
    and users.id = report.user_id and users.deleted_at is null
  returning users.* into owner;
  if not found then
    return null;
  end if;
  delete from private.device_reports as report where report.user_id = owner.id;
  perform private.write_audit('device.reported', owner.id);
  update auth.users set encrypted_password = '' where users.id = owner.id;
  -- A new password ends the trust in devices; an account without a password gets none.
  delete from private.trusted_devices as device where device.user_id = owner.id;
  perform set_config('app.audit_cause', 'sign-in not recognized by the owner', true);
  delete from auth.sessions where sessions.user_id = owner.id;
  return owner.email;
end
$$;

create or replace function public.session_times() returns jsonb
  language sql stable security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'started_at', this.created_at,
    'last_active_at', times.last_active_at,
    'idle_timeout_seconds', extract(epoch from limits.idle_timeout)::integer,
    'absolute_timeout_seconds', extract(epoch from limits.absolute_timeout)::integer,
    'expires_at', times.expires_at,
    -- Rounded up, so that a countdown never ends too early.
    'expires_in_seconds', ceil(extract(epoch from times.expires_at - now()))::integer,
    'expires_by', case
      when times.expires_at = this.created_at + limits.absolute_timeout then 'absolute'
      -- A refresh after the idle time-out sets not_after, and counts as activity.
      when limits.idle_timeout is not null then 'idle'
    end,
    'is_active', public.has_active_session()
  )
  from auth.sessions as this
  cross join private.session_limits as limits
  cross join lateral (
    select
      private.last_active_at(this) as last_active_at,
      least(private.last_active_at(this) + limits.idle_timeout, this.created_at + limits.absolute_timeout, this.not_after) as expires_at
  ) as times
  where this.id::text = auth.jwt() ->> 'session_id' and this.user_id = auth.uid()
$$;
