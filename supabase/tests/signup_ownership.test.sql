-- After a confirmation, the account belongs only to the user who confirmed the email.
begin;
create extension if not exists pgtap with schema extensions;
select plan(61);

-- Grants

select function_privs_are('public', 'claim_signup', '{text}', role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;
select ok(not has_function_privilege(role, function, 'execute'), format('%s cannot call %s', role, function))
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role,
  unnest(array['private.verified_claims(jsonb)', 'private.strip_email_identity()', 'private.hold_back_signup()']) as function
order by role, function;
select is(proconfig, array['search_path=""'], proname || ' has an empty search path')
from pg_proc where proname in ('claim_signup', 'verified_claims', 'strip_email_identity', 'hold_back_signup') order by proname;

-- Earlier sign-ups: a block with an exception handler is a subtransaction with its own xmin.

create procedure pg_temp.sign_up(id uuid, provider text default 'email') language plpgsql as $$
begin
  begin
    insert into auth.users (id, email, encrypted_password, raw_app_meta_data, raw_user_meta_data) values (
      id, id || '@example.com', case provider when 'email' then 'hash of ' || id end,
      jsonb_build_object('provider', provider, 'providers', array[provider]),
      jsonb_build_object('name', 'Attacker', 'sub', id, 'email_verified', false,
        'signup_nonce_hash', encode(sha256(convert_to('nonce of ' || id, 'UTF8')), 'hex'))
    );
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    values (gen_random_uuid(), provider, id, id, jsonb_build_object('name', 'Attacker', 'sub', id, 'email', id || '@example.com'));
  exception when unique_violation then raise;
  end;
end
$$;
create procedure pg_temp.confirm(id uuid) language sql as $$
  update auth.users set email_confirmed_at = now() where users.id = confirm.id;
  -- The Auth server writes the metadata that it read earlier once more.
  update auth.users set raw_user_meta_data = '{"name": "Attacker", "avatar_url": "https://example.com/a.png", "email_verified": true}'
  where users.id = confirm.id;
  update auth.identities set identity_data = '{"name": "Attacker", "email_verified": true}'
  where user_id = confirm.id and provider = 'email';
  insert into auth.sessions (id, user_id, created_at, updated_at) values (confirm.id, confirm.id, now(), now());
$$;
create function pg_temp.claim(id uuid, nonce text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', id, 'session_id', id)::text, true);
  set local role authenticated;
  answer := public.claim_signup(nonce);
  reset role;
  return answer;
end
$$;

call pg_temp.sign_up('aaaaaaaa-0000-4000-8000-000000000000');
select is(name, 'Attacker', 'before the confirmation, the profile has the name from the sign-up')
from public.profiles where id = 'aaaaaaaa-0000-4000-8000-000000000000';
call pg_temp.confirm('aaaaaaaa-0000-4000-8000-000000000000');
select is(encrypted_password, null, 'a confirmation removes the password')
from auth.users where id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is(raw_user_meta_data, '{"email_verified": true}', 'the metadata, although the Auth server writes it again')
from auth.users where id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is(name, '', 'the name') from public.profiles where id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is(identity_data, '{"email_verified": true}', 'and the identity data')
from auth.identities where user_id = 'aaaaaaaa-0000-4000-8000-000000000000';

select is(pg_temp.claim('aaaaaaaa-0000-4000-8000-000000000000', 'nonce of the owner'), 'discarded', 'another nonce discards the sign-up');
select is(encrypted_password, null, 'the password is not restored')
from auth.users where id = 'aaaaaaaa-0000-4000-8000-000000000000';
select is(
  pg_temp.claim('aaaaaaaa-0000-4000-8000-000000000000', 'nonce of aaaaaaaa-0000-4000-8000-000000000000'), null,
  'the right nonce is too late afterwards'
);

-- Only a confirmation holds a sign-up back, and each one only its own

call pg_temp.sign_up('a4aaaaaa-0000-4000-8000-000000000000');
call pg_temp.sign_up('a5aaaaaa-0000-4000-8000-000000000000');
create temporary table identity_of_a5 as select id from auth.identities where user_id = 'a5aaaaaa-0000-4000-8000-000000000000';
update auth.users set confirmation_sent_at = now() where id = 'a4aaaaaa-0000-4000-8000-000000000000';
update auth.identities set updated_at = now() where user_id = 'a5aaaaaa-0000-4000-8000-000000000000';
select set_config('app.signup_password', '', true);
update auth.users set email_confirmed_at = now() where id = 'a5aaaaaa-0000-4000-8000-000000000000';
select results_eq(
  $$select encrypted_password is not null, raw_user_meta_data ? 'name', raw_user_meta_data ? 'email_verified' from auth.users where id::text ~ '^a[45]aaaaaa' order by id$$,
  $$values (true, true, true), (false, false, true)$$,
  'a confirmation removes password and metadata, another change neither'
);
select results_eq(
  $$select id from auth.identities where user_id = 'a5aaaaaa-0000-4000-8000-000000000000'$$, 'select id from identity_of_a5', 'its email identity is unchanged'
);
select is_empty(
  $$select from private.pending_audit where type = 'user.password_changed' and user_id = 'a5aaaaaa-0000-4000-8000-000000000000'$$,
  'a password that is held back is not recorded as changed'
);

-- Later metadata of the owner is kept
update private.unconfirmed_signups set confirmed_in = '3' where user_id = 'a5aaaaaa-0000-4000-8000-000000000000';
update auth.users set raw_user_meta_data = '{"color": "green"}' where id = 'a5aaaaaa-0000-4000-8000-000000000000';
select is(raw_user_meta_data, '{"color": "green"}', 'metadata that the owner sets later is kept') from auth.users where id = 'a5aaaaaa-0000-4000-8000-000000000000';

-- The browser that signed up

call pg_temp.sign_up('bbbbbbbb-0000-4000-8000-000000000000');
call pg_temp.confirm('bbbbbbbb-0000-4000-8000-000000000000');
select is(pg_temp.claim('bbbbbbbb-0000-4000-8000-000000000000', 'nonce of bbbbbbbb-0000-4000-8000-000000000000'), 'claimed');
select is(encrypted_password, 'hash of bbbbbbbb-0000-4000-8000-000000000000', 'the browser that signed up keeps its password')
from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(raw_user_meta_data ->> 'name', 'Attacker', 'and its name') from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select ok(not raw_user_meta_data ? 'signup_nonce_hash', 'the nonce is removed')
from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(name, 'Attacker', 'the profile has the name') from public.profiles where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is(
  pg_temp.claim('bbbbbbbb-0000-4000-8000-000000000000', 'nonce of bbbbbbbb-0000-4000-8000-000000000000'), null, 'a sign-up is claimed once'
);

call pg_temp.sign_up('cccccccc-0000-4000-8000-000000000000');
call pg_temp.confirm('cccccccc-0000-4000-8000-000000000000');
update auth.users set encrypted_password = 'chosen since' where id = 'cccccccc-0000-4000-8000-000000000000';
select is(pg_temp.claim('cccccccc-0000-4000-8000-000000000000', 'nonce of cccccccc-0000-4000-8000-000000000000'), 'claimed');
select is(encrypted_password, 'chosen since', 'a password chosen in the meantime is kept')
from auth.users where id = 'cccccccc-0000-4000-8000-000000000000';

-- A short nonce is rejected, whatever hash the attacker stored

create procedure pg_temp.sign_up_with_hash(id uuid, hash text) language sql as $$
  call pg_temp.sign_up(id);
  update auth.users set raw_user_meta_data = raw_user_meta_data || jsonb_build_object('signup_nonce_hash', hash) where users.id = sign_up_with_hash.id;
  call pg_temp.confirm(id);
$$;
call pg_temp.sign_up_with_hash('a1aaaaaa-0000-4000-8000-000000000000', encode(sha256(''), 'hex'));
call pg_temp.sign_up_with_hash('a2aaaaaa-0000-4000-8000-000000000000', null);
call pg_temp.sign_up_with_hash('a3aaaaaa-0000-4000-8000-000000000000', encode(sha256('guess'), 'hex'));
select is(pg_temp.claim(id::uuid, nonce), 'discarded', title)
from (values
  ('a1aaaaaa-0000-4000-8000-000000000000', '', 'an empty nonce'), ('a2aaaaaa-0000-4000-8000-000000000000', null, 'no nonce'),
  ('a3aaaaaa-0000-4000-8000-000000000000', 'guess', 'a short nonce')
) as attempts (id, nonce, title);
select is(count(encrypted_password), 0::bigint, 'none of them restores the attacker''s password') from auth.users where email ~ '^a[123]aaaaaa-.*@example.com';

-- Two sign-ups at the same time

call pg_temp.sign_up('b1bbbbbb-0000-4000-8000-000000000000');
call pg_temp.sign_up('b2bbbbbb-0000-4000-8000-000000000000');
call pg_temp.confirm('b1bbbbbb-0000-4000-8000-000000000000');
call pg_temp.confirm('b2bbbbbb-0000-4000-8000-000000000000');
update public.profiles set name = 'Chosen since' where id = 'b1bbbbbb-0000-4000-8000-000000000000';
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "b1bbbbbb-0000-4000-8000-000000000000", "session_id": "b2bbbbbb-0000-4000-8000-000000000000"}', true);
set local role authenticated;
select is(public.claim_signup('nonce of b1bbbbbb-0000-4000-8000-000000000000'), null, 'a token with another user''s session claims nothing');
reset role;
select set_config('app.signup_password', '', true);
select is(pg_temp.claim('b1bbbbbb-0000-4000-8000-000000000000', 'nonce of b1bbbbbb-0000-4000-8000-000000000000'), 'claimed');
select is(name, 'Chosen since', 'a name chosen in the meantime is kept') from public.profiles where id = 'b1bbbbbb-0000-4000-8000-000000000000';
select is(encrypted_password, null, 'the password is restored for no other user') from auth.users where id = 'b2bbbbbb-0000-4000-8000-000000000000';
select is(name, '', 'nor is the name') from public.profiles where id = 'b2bbbbbb-0000-4000-8000-000000000000';
update auth.users set raw_user_meta_data = '{"color": "red"}' where id = 'b1bbbbbb-0000-4000-8000-000000000000';
select is(raw_user_meta_data, '{"color": "red"}', 'a confirmation does not touch the metadata of other users') from auth.users where id = 'b1bbbbbb-0000-4000-8000-000000000000';
select is(
  pg_temp.claim('b2bbbbbb-0000-4000-8000-000000000000', 'nonce of b1bbbbbb-0000-4000-8000-000000000000'), 'discarded', 'the nonce of another sign-up is rejected'
);
select is_empty(
  $$select from private.pending_audit where type = 'user.password_changed' and user_id::text like 'b1bbbbbb%'$$,
  'a restored password is not recorded as changed'
);

-- Identity providers

call pg_temp.sign_up('dddddddd-0000-4000-8000-000000000000', 'github');
call pg_temp.confirm('dddddddd-0000-4000-8000-000000000000');
select results_eq(
  $$select provider from auth.identities where user_id = 'dddddddd-0000-4000-8000-000000000000'$$,
  array['email'],
  'an unconfirmed identity is deleted'
);
select is(raw_app_meta_data, '{"provider": "email", "providers": ["email"]}', 'and removed from the app metadata')
from auth.users where id = 'dddddddd-0000-4000-8000-000000000000';
select is(pg_temp.claim('dddddddd-0000-4000-8000-000000000000', ''), null, 'no password was discarded');

call pg_temp.sign_up('eeeeeeee-0000-4000-8000-000000000000');
insert into auth.identities (id, provider, provider_id, user_id, identity_data)
values (gen_random_uuid(), 'github', '7', 'eeeeeeee-0000-4000-8000-000000000000', '{"name": "Owner"}');
update auth.users set email_confirmed_at = now(), raw_user_meta_data = '{"name": "Owner"}'
where id = 'eeeeeeee-0000-4000-8000-000000000000';
select is(name, 'Owner', 'a user confirmed by a provider has its name')
from public.profiles where id = 'eeeeeeee-0000-4000-8000-000000000000';
select ok(exists (select from auth.identities where user_id = 'eeeeeeee-0000-4000-8000-000000000000' and provider = 'github' and identity_data = '{"name": "Owner"}'), 'and its identity');
select isnt(name, 'Owner', 'other users keep their name') from public.profiles where id = 'b1bbbbbb-0000-4000-8000-000000000000';
call pg_temp.sign_up('e1eeeeee-0000-4000-8000-000000000000');
call pg_temp.confirm('e1eeeeee-0000-4000-8000-000000000000');
select is(encrypted_password, null, 'another user''s provider confirms no one else') from auth.users where id = 'e1eeeeee-0000-4000-8000-000000000000';
select ok(
  exists (select from auth.identities where user_id = 'eeeeeeee-0000-4000-8000-000000000000' and provider = 'github'),
  'a confirmation deletes no other user''s identity'
);
select is(name, 'Chosen since', 'and changes no other name') from public.profiles where id = 'b1bbbbbb-0000-4000-8000-000000000000';

-- Created and confirmed at once

insert into auth.users (id, email, encrypted_password) values ('ffffffff-0000-4000-8000-000000000000', 'f@example.com', 'hash');
update auth.users set email_confirmed_at = now() where id = 'ffffffff-0000-4000-8000-000000000000';
select is(encrypted_password, 'hash', 'a user who is created and confirmed at once keeps the password')
from auth.users where id = 'ffffffff-0000-4000-8000-000000000000';

select * from finish();
rollback;
