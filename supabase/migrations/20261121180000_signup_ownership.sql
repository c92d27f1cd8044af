-- The user who confirms an email owns the account. The Auth server keeps the password, name and identities of the first sign-up
-- with an email, whoever sent it, and confirming the email does not change them: an attacker who signs up with the victim's
-- email first would share the account afterwards (account pre-hijacking,
-- https://www.usenix.org/conference/usenixsecurity22/presentation/sudhodanan). So a confirmation holds all of that back, in the
-- same transaction, and restores it only for the browser that signed up: it has a nonce whose hash came with the sign-up.

create table private.unconfirmed_signups (
  user_id uuid primary key references auth.users (id) on delete cascade,
  encrypted_password text,
  metadata jsonb not null,
  -- The transaction that confirmed the email: until it ends, the Auth server writes the old metadata once more.
  confirmed_in xid8 not null
);

-- What the Auth server itself states about an email. All other metadata was chosen at sign-up.
create function private.verified_claims(metadata jsonb) returns jsonb
  language sql immutable
  set search_path = ''
as $$
  select coalesce(jsonb_object_agg(key, value), '{}')
  from jsonb_each(case jsonb_typeof(metadata) when 'object' then metadata else '{}' end)
  where key in ('sub', 'email', 'email_verified', 'phone_verified')
$$;

-- An email identity states its email and keeps nothing else of the sign-up.
create function private.on_email_identity() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.provider = 'email' then
    new.identity_data := private.verified_claims(new.identity_data);
  end if;
  return new;
end
$$;

create trigger email_identity
  before insert or update on auth.identities
  for each row execute function private.on_email_identity();

create function private.on_email_confirmed() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  this constant xid := pg_current_xact_id()::xid;
begin
  if old.email_confirmed_at is not null or new.email_confirmed_at is null then
    if new.raw_user_meta_data is distinct from old.raw_user_meta_data and exists (
      select from private.unconfirmed_signups
      where user_id = new.id and confirmed_in = pg_current_xact_id()
    ) then
      new.raw_user_meta_data := private.verified_claims(new.raw_user_meta_data);
    end if;
    return new;
  end if;

  -- Created and confirmed in one transaction, by an administrator or because confirmation is off: there is no earlier sign-up.
  if exists (select from public.profiles where id = new.id and xmin = this) then
    return new;
  end if;
  -- Confirmed by an identity provider: the Auth server has replaced password, metadata and identities with the provider's.
  if exists (select from auth.identities where user_id = new.id and provider <> 'email' and xmin = this) then
    update public.profiles set name = private.profile_name(new.raw_user_meta_data) where id = new.id;
    return new;
  end if;

  perform set_config('app.signup_password', 'set aside', true);
  insert into private.unconfirmed_signups (user_id, encrypted_password, metadata, confirmed_in)
  values (new.id, nullif(new.encrypted_password, ''), coalesce(new.raw_user_meta_data, '{}'), pg_current_xact_id())
  on conflict (user_id) do update
  set encrypted_password = excluded.encrypted_password, metadata = excluded.metadata, confirmed_in = excluded.confirmed_in;
  new.encrypted_password := null;
  new.raw_user_meta_data := private.verified_claims(new.raw_user_meta_data);
  update public.profiles set name = '' where id = new.id;

  delete from auth.identities where user_id = new.id and provider <> 'email';
  if not exists (select from auth.identities where user_id = new.id) then
    insert into auth.identities (id, provider, provider_id, user_id, identity_data, created_at, updated_at)
    values (
      gen_random_uuid(), 'email', new.id::text, new.id,
      jsonb_build_object('sub', new.id, 'email', new.email, 'email_verified', true), now(), now()
    );
  end if;
  new.raw_app_meta_data := coalesce(new.raw_app_meta_data, '{}') || '{"provider": "email", "providers": ["email"]}';
  return new;
end
$$;

create trigger email_confirmed
  before update on auth.users
  for each row execute function private.on_email_confirmed();

-- Restores what the confirmation held back if the caller's browser is the one that signed up. It works once: afterwards
-- nothing is held back.
-- 'kept': the password and name of the sign-up are restored. 'removed': they were chosen in another browser and are deleted.
-- Null: nothing was held back.
create function public.keep_signup(nonce text) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  signup private.unconfirmed_signups;
begin
  delete from private.unconfirmed_signups where user_id = this.user_id returning * into signup;
  if not found then
    return null;
  end if;
  if signup.metadata ->> 'signup_nonce_hash' is distinct from encode(sha256(convert_to(nonce, 'UTF8')), 'hex') then
    return case when signup.encrypted_password is not null then 'removed' end;
  end if;
  perform set_config('app.signup_password', 'given back', true);
  -- A password set in the meantime is kept.
  update auth.users
  set encrypted_password = signup.encrypted_password,
    raw_user_meta_data = (signup.metadata - 'signup_nonce_hash') || coalesce(raw_user_meta_data, '{}')
  where id = this.user_id and coalesce(encrypted_password, '') = '';
  update public.profiles set name = private.profile_name(signup.metadata) where id = this.user_id and name = '';
  return 'kept';
end
$$;

revoke execute on function private.verified_claims(jsonb), private.on_email_identity(), private.on_email_confirmed()
from public, anon, authenticated, service_role;
revoke execute on function public.keep_signup(text) from public, anon, authenticated, service_role;
grant execute on function public.keep_signup(text) to authenticated;
