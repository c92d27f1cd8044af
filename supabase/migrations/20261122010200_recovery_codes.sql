-- Recovery codes: one of them replaces the second factor once.

-- Attempts of a user. Five incorrect codes within 15 minutes lock all of the user's codes until 15 minutes after the last.
create table private.recovery_code_attempts (
  user_id uuid primary key references auth.users (id) on delete cascade,
  failures integer not null default 0,
  last_failure_at timestamptz
);

-- Unused codes. A used one is deleted.
create table private.recovery_codes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references private.recovery_code_attempts (user_id) on delete cascade,
  code_hash text not null
);
create index recovery_codes_user_id_idx on private.recovery_codes (user_id);

alter table private.recovery_code_attempts enable row level security;
alter table private.recovery_codes enable row level security;
revoke all on table private.recovery_code_attempts, private.recovery_codes from public, anon, authenticated, service_role;

-- Eight characters of Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U.
create function private.random_recovery_code() returns text
  language sql volatile
  set search_path = ''
as $$
  select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, place) & 31) + 1, 1), '')
  from extensions.gen_random_bytes(8) as random (bytes), generate_series(0, 7) as place
$$;

create function private.normalize_recovery_code(code text) returns text
  language sql immutable
  set search_path = ''
as $$
  select translate(upper(code), 'OIL- ', '011')
$$;

-- Replaces the caller's recovery codes by ten new ones. They are returned here and never again.
create function public.generate_recovery_codes() returns text[]
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  codes text[];
begin
  if this.id is null or not public.is_aal2() then
    raise exception 'aal2_required' using errcode = '42501', hint = 'Verify the second factor in this session first.';
  end if;
  insert into private.recovery_code_attempts as attempts (user_id) values (this.user_id)
  on conflict (user_id) do update set failures = 0, last_failure_at = null;
  delete from private.recovery_codes where recovery_codes.user_id = this.user_id;
  codes := array(select private.random_recovery_code() from generate_series(1, 10));
  insert into private.recovery_codes (user_id, code_hash)
  select this.user_id, extensions.crypt(code, extensions.gen_salt('bf', 8)) from unnest(codes) as code;
  perform private.write_audit('mfa.recovery_codes_generated', this.user_id);
  return codes;
end
$$;

-- The number of the caller's unused recovery codes.
create function public.recovery_codes_left() returns integer
  language sql stable security definer
  set search_path = ''
as $$
  select count(*)::integer from private.recovery_codes
  where recovery_codes.user_id = (select this.user_id from private.current_session() as this)
$$;

-- Uses up a recovery code and raises the caller's session to aal2, so that the Auth server accepts a new password, a new factor and
-- the removal of a lost one. Returns 'used', 'incorrect' or 'locked'. Attempts of one user wait for each other.
create function public.use_recovery_code(code text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
  attempts private.recovery_code_attempts;
  matched uuid;
begin
  select * into attempts from private.recovery_code_attempts as own where own.user_id = this.user_id for update;
  if attempts.user_id is null or cardinality(private.verified_factor_ids(this.user_id)) = 0 then
    return 'incorrect';
  end if;
  if attempts.last_failure_at <= now() - interval '15 minutes' then
    attempts.failures := 0;
  end if;
  if attempts.failures >= 5 then
    return 'locked';
  end if;
  select stored.id into matched from private.recovery_codes as stored
  where stored.user_id = this.user_id
    and stored.code_hash = extensions.crypt(private.normalize_recovery_code(use_recovery_code.code), stored.code_hash);
  if matched is null then
    update private.recovery_code_attempts as own set failures = attempts.failures + 1, last_failure_at = now()
    where own.user_id = this.user_id;
    perform private.write_audit('mfa.failed', this.user_id, 'recovery_code', result => 'failed');
    return 'incorrect';
  end if;
  delete from private.recovery_codes where recovery_codes.id = matched;
  update private.recovery_code_attempts as own set failures = 0, last_failure_at = null where own.user_id = this.user_id;
  update auth.sessions set aal = 'aal2' where sessions.id = this.id;
  perform private.write_audit('mfa.recovery_code_used', this.user_id);
  return 'used';
end
$$;

-- Entries of the Auth server itself. The nil UUID as actor is an administrator who used the project's secret key. When an
-- administrator removes a factor, the Auth server records its owner as the actor. The first verification of a factor enrolls it: the
-- entry is written before the factor becomes verified.
create or replace function private.audit_auth_entry() returns trigger
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
  if event = 'mfa.verified' and exists (
    select from auth.mfa_factors as factor
    where factor.id::text = new.payload -> 'traits' ->> 'factor_id' and factor.status = 'unverified'
  ) then
    event := 'mfa.enrolled';
  end if;
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

comment on table private.recovery_codes is 'Hashes of unused recovery codes. Deleted when used, replaced, or with the account.';
comment on table private.recovery_code_attempts is 'Incorrect recovery codes of each user who has ever generated a set.';
comment on function public.generate_recovery_codes() is 'Replaces the caller''s recovery codes by ten new ones and returns them. Requires aal2.';
comment on function public.recovery_codes_left() is 'The number of the caller''s unused recovery codes.';
comment on function public.use_recovery_code(text) is
  'Uses up a recovery code and raises the caller''s session to aal2: ''used'', ''incorrect'', or ''locked'' for 15 minutes after five failures.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.generate_recovery_codes(), public.recovery_codes_left(), public.use_recovery_code(text)
  from public, anon, authenticated, service_role;
grant execute on function public.generate_recovery_codes(), public.recovery_codes_left(), public.use_recovery_code(text) to authenticated;
