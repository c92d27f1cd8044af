-- The risk of a sign-in, assessed by the application where SIGN_IN_RISK is on.

-- Where each user last signed in, encrypted by the application: neither a session nor this database can read it.
create table private.sign_in_locations (
  user_id uuid primary key references auth.users (id) on delete cascade,
  sealed text not null check (char_length(sealed) <= 1000),
  recorded_at timestamptz not null default now()
);
create index sign_in_locations_recorded_at_idx on private.sign_in_locations (recorded_at);
alter table private.sign_in_locations enable row level security;
revoke all on table private.sign_in_locations from public, anon, authenticated, service_role;

-- Works before the second factor, because it decides whether one is needed.
create function public.last_sign_in_location() returns text
  language sql stable security definer
  set search_path = ''
as $$
  select location.sealed
  from private.active_session() as this join private.sign_in_locations as location on location.user_id = this.user_id
$$;

-- Only for a completed sign-in: one that lacks the second factor must not make its location the usual one.
create function public.record_sign_in_location(sealed text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.id is null then
    return;
  end if;
  delete from private.sign_in_locations where ctid = any (array(
    select ctid from private.sign_in_locations
    where recorded_at < now() - interval '90 days' limit 100 for update skip locked
  ));
  insert into private.sign_in_locations as location (user_id, sealed) values (this.user_id, record_sign_in_location.sealed)
  on conflict (user_id) do update set sealed = excluded.sealed, recorded_at = now();
end
$$;

-- Ends the caller's session, whose sign-in the application does not complete.
create function public.stop_sign_in() returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.active_session();
begin
  if this.id is null then
    return;
  end if;
  perform private.set_audit_client();
  perform set_config('app.audit_cause', 'unusual_sign_in', true);
  delete from auth.sessions where sessions.id = this.id;
  perform private.write_audit('login.failed', this.user_id, 'unusual_sign_in', this.id, result => 'failed');
end
$$;

comment on table private.sign_in_locations is
  'Where each user last signed in, encrypted by the application. Empty unless SIGN_IN_RISK is on. Deleted after 90 days.';
comment on function public.last_sign_in_location() is 'Where the caller last signed in, encrypted by the application. Null if unknown.';
comment on function public.record_sign_in_location(text) is
  'Records where the caller signed in, encrypted by the application. Ignored before the second factor.';
comment on function public.stop_sign_in() is 'Ends the caller''s session, because its sign-in is unusual, and records that in the audit log.';

revoke execute on function public.last_sign_in_location(), public.record_sign_in_location(text), public.stop_sign_in()
  from public, anon, authenticated, service_role;
grant execute on function public.last_sign_in_location(), public.record_sign_in_location(text), public.stop_sign_in() to authenticated;
