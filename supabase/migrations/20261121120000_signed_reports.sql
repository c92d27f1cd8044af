-- Reports of the application need its signature: the public key alone writes nothing into the audit log. IP addresses never
-- come from the caller's headers, but from the session, as the Auth server recorded it, or from the signed report.

create table private.settings (
  name text primary key,
  value text not null
);
revoke all on table private.settings from public, anon, authenticated, service_role;

-- A setting, from Supabase Vault or else from the table above.
create function private.setting(name text) returns text
  language plpgsql stable security definer
  set search_path = ''
as $$
declare
  found_value text;
begin
  if to_regclass('vault.decrypted_secrets') is not null then
    execute 'select decrypted_secret from vault.decrypted_secrets where name = $1 limit 1' into found_value using setting.name;
  end if;
  return coalesce(found_value, (select value from private.settings where settings.name = setting.name));
end
$$;

create or replace function private.write_audit(
  type public.audit_type,
  user_id uuid,
  reason text default null,
  session_id uuid default null,
  address inet default null,
  agent text default null,
  result text default 'ok'
) returns void
  language sql
  set search_path = ''
as $$
  with caller as (
    select ip, user_agent from auth.sessions where id::text = auth.jwt() ->> 'session_id' and sessions.user_id = auth.uid()
  )
  insert into public.audit_log (type, user_id, actor_id, session_id, address, agent, result, reason)
  values (
    type,
    user_id,
    coalesce(auth.uid(), nullif(current_setting('app.audit_actor', true), '')::uuid),
    coalesce(session_id, (auth.jwt() ->> 'session_id')::uuid),
    coalesce(address, (select private.to_address(ip::text) from caller), private.to_address(current_setting('app.audit_address', true))),
    left(coalesce(agent, (select user_agent from caller), nullif(current_setting('app.audit_agent', true), '')), 300),
    result,
    left(nullif(reason, ''), 300)
  )
$$;

drop function private.request_address();
drop function private.request_header(text);

-- Remembers the caller's client before their session is deleted, for the entries that follow.
create function private.remember_caller() returns void
  language sql volatile
  set search_path = ''
as $$
  select set_config('app.audit_address', coalesce(host(ip), ''), true), set_config('app.audit_agent', coalesce(user_agent, ''), true)
  from private.current_session()
$$;

create or replace function public.end_session(session_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  perform private.remember_caller();
  delete from auth.sessions where sessions.id = end_session.session_id and sessions.user_id = this.user_id;
  return found;
end
$$;

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
  perform private.remember_caller();
  delete from auth.users where id = this.user_id;
end
$$;

-- Reported events for each user and network, in windows of ten minutes.
create table private.report_counts (
  type public.audit_type not null,
  user_id uuid not null,
  network text not null,
  began_at timestamptz not null,
  count integer not null,
  primary key (began_at, type, user_id, network)
);
revoke all on table private.report_counts from public, anon, authenticated, service_role;

-- Counts one more report and returns the total. The row stays locked until the transaction ends, so no two get the same number.
create function private.count_report(type public.audit_type, user_id uuid, network text) returns integer
  language plpgsql volatile
  set search_path = ''
as $$
declare
  counted integer;
begin
  insert into private.report_counts as counts (type, user_id, network, began_at, count)
  values (
    count_report.type,
    coalesce(count_report.user_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(count_report.network, ''),
    date_bin('10 minutes', now(), 'epoch'),
    1
  )
  on conflict on constraint report_counts_pkey do update set count = counts.count + 1
  returning count into counted;
  if counted = 1 then
    delete from private.report_counts where ctid = any (array(
      select ctid from private.report_counts where began_at < now() - interval '1 hour' limit 100 for update skip locked
    ));
  end if;
  return counted;
end
$$;

drop function public.record_event(public.audit_type, text, text);

-- Records an event that only the application sees.
--   report     JSON: type, reason, at (Unix time in seconds) and, where known, email, address, agent
--   signature  HMAC-SHA256 of the report with the setting audit_signing_key, in hexadecimal
-- The report never names the actor: a denied access belongs to the user of the token; a failed sign-in is looked up by its email,
-- which is not stored. Each account is counted separately for each network (/24, /48), so that reports about one cannot crowd out
-- those about another: the first 20 in ten minutes are written, then the 32nd, the 64th and so on with their
-- number. Returns nothing, whether or not an email is known.
create function public.record_event(report text, signature text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  signing_key text := private.setting('audit_signing_key');
  event jsonb;
  reason text;
  known boolean;
  about uuid;
  address inet;
  times integer;
begin
  if signing_key is null or report is null or coalesce(signature, '') !~ '^[0-9a-f]{64}$'
    -- Comparing digests of the signatures reveals nothing about the right one through timing.
    or extensions.digest(extensions.hmac(report, signing_key, 'sha256'), 'sha256') <> extensions.digest(decode(signature, 'hex'), 'sha256')
    or abs(extract(epoch from now()) - (report::jsonb ->> 'at')::numeric) > 60
  then
    raise exception 'permission denied' using errcode = '42501';
  end if;
  event := report::jsonb;
  reason := event ->> 'reason';
  known := case
    when event ->> 'type' in ('login.failed', 'login.throttled') then
      reason in ('invalid_credentials', 'user_banned', 'email_not_confirmed', 'too_many_tries')
    when event ->> 'type' = 'access.denied' then
      auth.uid() is not null and exists (select from public.role_permissions where permission = reason)
    else false
  end;
  if known is not true then
    raise exception 'not an event to report' using errcode = '22023';
  end if;
  if event ->> 'type' = 'access.denied' then
    about := auth.uid();
  else
    select person.id into about from auth.users as person
    where person.email = lower(trim(event ->> 'email')) and person.is_sso_user = false;
  end if;
  address := private.to_address(event ->> 'address');
  times := private.count_report(
    (event ->> 'type')::public.audit_type, about,
    network(set_masklen(address, case family(address) when 4 then 24 else 48 end))::text
  );
  if times <= 20 or times & (times - 1) = 0 then
    perform private.write_audit(
      (event ->> 'type')::public.audit_type, about,
      case when times <= 20 then reason else format('%s (%s in ten minutes)', reason, times) end,
      address => address, agent => event ->> 'agent', result => 'refused'
    );
  end if;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.record_event(text, text), public.end_session(uuid), public.delete_account()
  from public, anon, authenticated, service_role;
grant execute on function public.record_event(text, text) to anon, authenticated;
grant execute on function public.end_session(uuid), public.delete_account() to authenticated;
