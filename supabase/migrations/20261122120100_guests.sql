-- Guests: anonymous users of the Auth server. The row in auth.users decides who is one, not the token: the row changes as soon as a
-- guest adds an email address or an identity, and a token keeps its claims.

create function private.is_guest(of_user uuid) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce((select users.is_anonymous from auth.users where users.id = is_guest.of_user), true)
$$;

-- Guests hold no permission, whatever their roles.
create or replace function private.granted_permissions() returns setof text
  language sql stable
  set search_path = ''
as $$
  select distinct permission
  from public.user_roles
  join public.role_permissions using (role)
  where user_id = auth.uid()
    and (expires_at is null or expires_at > now())
    and not (select private.is_guest(auth.uid()))
    and (select public.has_active_session())
    and (select public.has_sufficient_aal())
$$;

-- No one knows who a guest is, so no role is kept for the time after the conversion.
create function private.reject_role_of_guest() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  if new.role <> 'member' and private.is_guest(new.user_id) then
    raise exception 'guest_has_no_role' using errcode = '22023', hint = 'Guests cannot hold roles. They can once they add an email address.';
  end if;
  return new;
end
$$;
create trigger reject_role_of_guest
  before insert or update on public.user_roles
  for each row execute function private.reject_role_of_guest();

-- Smaller quotas, in addition to those of everyone.
insert into private.quotas (name, period, max_rows) values ('guest_notes', '1 minute', 10), ('guest_notes', '30 days', 100);

create or replace function private.enforce_insert_quota() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.consume_quota(tg_table_name, (select count(*) from inserted));
  if private.is_guest(auth.uid()) then
    perform private.consume_quota('guest_' || tg_table_name, (select count(*) from inserted));
  end if;
  return null;
end
$$;

-- A guest cannot re-authenticate.
create or replace function public.delete_account() returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if this.created_at is null or this.created_at < now() - interval '10 minutes' and not private.is_guest(this.user_id) then
    raise exception 'reauthentication_needed'
      using errcode = '42501', hint = 'Sign in again, then delete the account within 10 minutes.';
  end if;
  delete from auth.users where id = this.user_id;
end
$$;

-- A guest becomes a member when an address is confirmed or an identity is linked. Whoever confirms gets a new session; the password and
-- the sessions of the guest may be someone else's, who entered an address that is not theirs.
create function private.convert_guest() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if not old.is_anonymous then
    return new;
  end if;
  -- The Auth server leaves this unchanged if an identity provider did not verify the address, and an email confirms it later.
  if new.email_confirmed_at is not null then
    new.is_anonymous := false;
  end if;
  if new.is_anonymous then
    return new;
  end if;
  new.encrypted_password := null;
  -- Without an email and without an identity provider, nothing was confirmed, and no new session follows.
  if old.email_change_sent_at is not null
    or exists (select from auth.identities where user_id = new.id and provider <> 'email')
  then
    delete from auth.sessions where user_id = new.id;
  end if;
  perform private.queue_audit('guest.converted', new.id);
  return new;
end
$$;
create trigger convert_guest
  before update on auth.users
  for each row execute function private.convert_guest();

-- Notes that a guest takes along to an existing account

create table private.note_transfers (
  guest_id uuid primary key references auth.users (id) on delete cascade,
  to_user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  expires_at timestamptz not null
);
create index note_transfers_to_user_id_idx on private.note_transfers (to_user_id);
alter table private.note_transfers enable row level security;
revoke all on table private.note_transfers from public, anon, authenticated, service_role;

-- Offers the caller's notes to another account, to which the application has just signed in in the same browser. False if the
-- caller is no guest or has no notes.
create function public.start_note_transfer(token text, to_user_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if coalesce(char_length(token), 0) < 43 then
    raise exception 'token_too_short' using errcode = '22023', hint = 'Use at least 256 random bits, as 43 characters of base64url.';
  end if;
  if not private.is_guest(this.user_id) or private.is_guest(start_note_transfer.to_user_id)
    or not exists (select from public.notes where notes.user_id = this.user_id)
  then
    return false;
  end if;
  insert into private.note_transfers as transfer (guest_id, to_user_id, token_hash, expires_at)
  values (this.user_id, start_note_transfer.to_user_id, sha256(convert_to(token, 'UTF8')), now() + interval '1 hour')
  on conflict (guest_id) do update
    set to_user_id = excluded.to_user_id, token_hash = excluded.token_hash, expires_at = excluded.expires_at;
  return true;
end
$$;

-- How many notes the transfer with this token offers the caller; null if there is none.
create function public.pending_note_transfer(token text) returns bigint
  language sql stable security definer
  set search_path = ''
as $$
  select (select count(*) from public.notes where notes.user_id = transfer.guest_id)
  from private.current_session() as this
  join private.note_transfers as transfer on transfer.to_user_id = this.user_id
  join auth.users as guest on guest.id = transfer.guest_id and guest.is_anonymous
  where transfer.token_hash = sha256(convert_to(pending_note_transfer.token, 'UTF8')) and transfer.expires_at > now()
$$;

-- Ends the transfer with this token: moves the notes to the caller, or deletes them, and deletes the guest. Returns the number of
-- moved notes; null if there is no such transfer.
create function public.finish_note_transfer(token text, move boolean) returns bigint
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  guest uuid;
  moved bigint := 0;
begin
  -- Of concurrent calls, one deletes the row.
  delete from private.note_transfers as transfer
  where transfer.token_hash = sha256(convert_to(finish_note_transfer.token, 'UTF8')) and transfer.to_user_id = this.user_id
    and transfer.expires_at > now()
  returning transfer.guest_id into guest;
  -- Waits for notes that the guest is saving, and for a conversion.
  perform from auth.users where users.id = guest and users.is_anonymous for update;
  if not found then
    return null;
  end if;
  if finish_note_transfer.move then
    update public.notes set user_id = this.user_id, idempotency_key = null where notes.user_id = guest;
    get diagnostics moved = row_count;
    perform private.write_audit('guest.notes_moved', this.user_id, moved::text);
  end if;
  delete from auth.users where users.id = guest;
  return moved;
end
$$;

-- Guests who do not come back. Change the value in Vault or here.
insert into private.settings (name, value) values ('guest_retention', '30 days');

-- Deletes guests whose sessions have not been used for that time, and after a day those who have no session left: no one can reach
-- their notes anymore. Schedule it once a day.
create function private.delete_forgotten_guests() returns bigint
  language plpgsql volatile
  set search_path = ''
as $$
declare
  unused_since constant timestamptz := now() - private.retention('guest_retention');
  deleted bigint;
begin
  delete from auth.users as guest
  where guest.is_anonymous and guest.created_at < now() - interval '1 day'
    and not exists (
      select from auth.sessions where sessions.user_id = guest.id and private.last_active_at(sessions) >= unused_since
    )
    and not exists (
      select from private.note_transfers as transfer where transfer.guest_id = guest.id and transfer.expires_at > now()
    );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

-- Without pg_cron, see docs/deploy.md for what to schedule.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
    perform cron.schedule('delete_forgotten_guests', '47 3 * * *', 'select private.delete_forgotten_guests()');
  end if;
exception when others then
  raise warning 'private.delete_forgotten_guests() is not scheduled (see docs/deploy.md): %', sqlerrm;
end
$$;

comment on table private.note_transfers is
  'Notes that guests may take along to an existing account. Only the hash of the token is stored; the application keeps it in the guest''s browser.';
comment on function private.is_guest(uuid) is 'Whether a user is anonymous, by their current row. True for a user who does not exist.';
comment on function private.convert_guest() is
  'When a guest becomes a member, ends the sessions of the guest and removes their password: an address may have been someone else''s.';
comment on function private.delete_forgotten_guests() is
  'Deletes guests who have not come back, and returns their number. Schedule it once a day.';
comment on function public.delete_account() is
  'Deletes the caller''s account. Requires a session that started in the last 10 minutes; not of guests, who cannot sign in again.';
comment on function public.start_note_transfer(text, uuid) is
  'Offers the notes of the caller, a guest, to another account for an hour. False if there are none.';
comment on function public.pending_note_transfer(text) is 'How many notes a transfer offers the caller; null if there is none.';
comment on function public.finish_note_transfer(text, boolean) is
  'Moves the notes of a guest to the caller or deletes them, and deletes the guest. Null if there is no such transfer.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.start_note_transfer(text, uuid), public.pending_note_transfer(text), public.finish_note_transfer(text, boolean)
from public, anon, authenticated, service_role;
grant execute on function
  public.start_note_transfer(text, uuid), public.pending_note_transfer(text), public.finish_note_transfer(text, boolean)
to authenticated;
