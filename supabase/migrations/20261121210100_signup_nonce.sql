-- A browser that did not sign up has no nonce and sends an empty one. An attacker chooses the stored hash, and could choose
-- that of an empty text, or none: only a nonce that cannot be guessed counts. The application's have 43 characters.
create or replace function public.keep_signup(nonce text) returns text
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
