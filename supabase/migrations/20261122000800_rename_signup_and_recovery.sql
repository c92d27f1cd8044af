-- Standard names for sign-up ownership and password resets.

alter function private.on_email_confirmed() rename to hold_back_signup;
create or replace function private.hold_back_signup() returns trigger
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
    update public.profiles set name = private.name_from_metadata(new.raw_user_meta_data) where id = new.id;
    return new;
  end if;

  perform set_config('app.signup_password', 'held back', true);
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
drop function private.profile_name(jsonb);

alter function private.on_email_identity() rename to strip_email_identity;

-- Restores what the confirmation held back if the nonce proves that the caller's browser signed up. It works once: afterwards
-- nothing is held back. A valid nonce has at least 43 characters: whoever signs up chooses the stored hash, and could choose that
-- of an empty or short text.
-- Returns 'claimed' when the password and name of the sign-up are restored, 'discarded' when a password was deleted because it was
-- chosen in another browser, and null when nothing was held back.
drop function public.keep_signup(text);
create function public.claim_signup(nonce text) returns text
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
  if coalesce(char_length(nonce), 0) < 43
    or signup.metadata ->> 'signup_nonce_hash' is distinct from encode(sha256(convert_to(nonce, 'UTF8')), 'hex')
  then
    return case when signup.encrypted_password is not null then 'discarded' end;
  end if;
  perform set_config('app.signup_password', 'restored', true);
  -- A password set in the meantime is kept.
  update auth.users
  set encrypted_password = signup.encrypted_password,
    raw_user_meta_data = (signup.metadata - 'signup_nonce_hash') || coalesce(raw_user_meta_data, '{}')
  where id = this.user_id and coalesce(encrypted_password, '') = '';
  update public.profiles set name = private.name_from_metadata(signup.metadata) where id = this.user_id and name = '';
  return 'claimed';
end
$$;

alter table private.password_resets rename column done to completed;

-- Claims the caller's recovery session for the one new password that it may set. Of concurrent calls one returns 'started' and the
-- others 'in_progress'; once the password is set, 'completed'. Null when the session has ended.
drop function public.begin_password_reset();
create function public.start_password_reset() returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  is_completed boolean;
begin
  if this.id is null then
    return null;
  end if;
  insert into private.password_resets (session_id) values (this.id) on conflict do nothing;
  if found then
    return 'started';
  end if;
  select resets.completed into is_completed from private.password_resets as resets where resets.session_id = this.id;
  return case when is_completed then 'completed' else 'in_progress' end;
end
$$;

-- Finishes what start_password_reset() started. When no password was set, the session may start again.
drop function public.end_password_reset(boolean);
create function public.finish_password_reset(completed boolean) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if finish_password_reset.completed then
    update private.password_resets as resets set completed = true where resets.session_id = this.id;
  else
    delete from private.password_resets as resets where resets.session_id = this.id and not resets.completed;
  end if;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.claim_signup(text), public.start_password_reset(), public.finish_password_reset(boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.claim_signup(text), public.start_password_reset(), public.finish_password_reset(boolean)
  to authenticated;
