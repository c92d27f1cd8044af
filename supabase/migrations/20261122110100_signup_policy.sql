-- Who may sign up. The Auth server calls private.before_user_created() for every new user, however they sign up, except for users that
-- are created with the secret key at POST /admin/users. Enable it at [auth.hook.before_user_created] in config.toml.

create table private.signup_policy (
  id boolean primary key default true check (id),
  mode text not null default 'open' check (mode in ('open', 'invited', 'allowlist', 'request'))
);
insert into private.signup_policy default values;

create table private.allowed_signups (
  entry text check (entry = lower(entry) and entry ~ '^[^@\s]*@[^@\s]+$' and char_length(entry) <= 320),
  source text check (source in ('allowlist', 'invitation', 'request')),
  expires_at timestamptz,
  access_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (entry, source),
  check (entry like '_%@%' or source = 'allowlist')
);

alter table private.signup_policy enable row level security;
alter table private.allowed_signups enable row level security;
revoke all on table private.signup_policy, private.allowed_signups from public, anon, authenticated, service_role;

-- The entries that allow an address to sign up. Without a mode, none does.
create function private.find_allowed_signups(email text) returns setof private.allowed_signups
  language sql stable
  set search_path = ''
as $$
  select allowed.*
  from private.signup_policy as policy, private.allowed_signups as allowed
  where email like '_%@_%'
    and (
      allowed.entry = lower(email)
      or policy.mode = 'allowlist' and allowed.source = 'allowlist' and allowed.entry = '@' || split_part(lower(email), '@', -1)
    )
    and (allowed.expires_at is null or allowed.expires_at > now())
    and (allowed.access_until is null or allowed.access_until > now())
$$;

create function private.is_signup_allowed(email text) returns boolean
  language sql stable
  set search_path = ''
as $$
  select coalesce((select policy.mode = 'open' from private.signup_policy as policy), false)
    or exists (select from private.find_allowed_signups(email))
$$;

-- https://supabase.com/docs/guides/auth/auth-hooks/before-user-created-hook. The doctor signs up with the address that is always
-- rejected, to find out whether the Auth server calls this function.
create function private.before_user_created(event jsonb) returns jsonb
  language sql stable security definer
  set search_path = ''
as $$
  select case
    when address <> 'signup-hook-check@example.com' and private.is_signup_allowed(address) then '{}'::jsonb
    else '{"error": {"http_code": 403, "message": "signup_not_allowed"}}'::jsonb
  end
  from (select coalesce(event -> 'user' ->> 'email', '')) as new_user (address)
$$;

-- Without the hook, the doctor's sign-up fails here.
create function private.reject_signup_hook_check() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.email = 'signup-hook-check@example.com' then
    raise exception 'signup_hook_missing' using errcode = '22023', hint = 'Enable the before-user-created hook.';
  end if;
  return new;
end
$$;
create trigger reject_signup_hook_check
  before insert on auth.users
  for each row execute function private.reject_signup_hook_check();

-- For the text of the sign-up page, which the application shows to signed-out users.
create function public.signup_mode() returns text
  language sql stable security definer
  set search_path = ''
as $$
  select policy.mode from private.signup_policy as policy
$$;

create function public.set_signup_mode(mode text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  if set_signup_mode.mode is null or set_signup_mode.mode not in ('open', 'invited', 'allowlist', 'request') then
    raise exception 'unknown_signup_mode' using errcode = '22023', hint = 'Use open, invited, allowlist, or request.';
  end if;
  update private.signup_policy as policy set mode = set_signup_mode.mode where policy.mode <> set_signup_mode.mode;
  if found then
    perform private.write_audit('signup_policy.changed', null, 'mode ' || set_signup_mode.mode);
  end if;
end
$$;

-- Adds an email address, or @ and a domain, to the allowlist. Domains count in the mode allowlist, addresses in every mode.
create function public.allow_signup(entry text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  wanted constant text := lower(trim(entry));
begin
  perform private.require_permission('users.manage');
  if wanted is null or wanted !~ '^[^@\s]*@[^@\s]+\.[^@\s.]+$' or char_length(wanted) > 320 then
    raise exception 'invalid_signup_entry' using errcode = '22023', hint = 'Send an email address, or @ and a domain.';
  end if;
  insert into private.allowed_signups (entry, source) values (wanted, 'allowlist') on conflict do nothing;
  if found then
    perform private.write_audit('signup_policy.changed', null, case when wanted like '@%' then 'allowed ' || wanted else 'allowed an address' end);
  end if;
end
$$;

-- Removes an entry from the allowlist. Existing accounts stay.
create function public.disallow_signup(entry text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  delete from private.allowed_signups as allowed where allowed.entry = disallow_signup.entry and allowed.source = 'allowlist';
  if not found then
    return false;
  end if;
  perform private.write_audit(
    'signup_policy.changed', null, case when disallow_signup.entry like '@%' then 'removed ' || disallow_signup.entry else 'removed an address' end
  );
  return true;
end
$$;

create function public.list_signup_allowlist(after text default '', size integer default 25)
  returns table (entry text, created_at timestamptz)
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  return query
    select allowed.entry, allowed.created_at from private.allowed_signups as allowed
    where allowed.source = 'allowlist' and allowed.entry > list_signup_allowlist.after
    order by allowed.entry
    limit least(greatest(list_signup_allowlist.size, 1), 100);
end
$$;

comment on table private.signup_policy is 'Who may sign up, in one row: open, invited, allowlist, or request.';
comment on table private.allowed_signups is
  'Addresses that may sign up in every mode: from the allowlist, a pending invitation, or an approved request.';
comment on column private.allowed_signups.entry is 'An email address in lower case. In the allowlist also @ and a domain, which counts in the mode allowlist.';
comment on column private.allowed_signups.expires_at is 'Until when the address may sign up. Null: until the row is deleted.';
comment on column private.allowed_signups.access_until is 'When the access of the new account ends. Null: never.';
comment on function private.is_signup_allowed(text) is 'Whether an address may sign up now.';
comment on function private.before_user_created(jsonb) is
  'The Auth server''s before-user-created hook: 403 signup_not_allowed for an address that may not sign up.';
comment on function public.signup_mode() is 'Who may sign up: open, invited, allowlist, or request.';
comment on function public.set_signup_mode(text) is 'Changes who may sign up. Requires users.manage, and is audited.';
comment on function public.allow_signup(text) is 'Adds an email address, or @ and a domain, to the allowlist. Requires users.manage, and is audited.';
comment on function public.disallow_signup(text) is 'Removes an entry from the allowlist; false if there is none. Requires users.manage, and is audited.';
comment on function public.list_signup_allowlist(text, integer) is 'The entries of the allowlist in alphabetical order. Requires users.manage.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.signup_mode(), public.set_signup_mode(text), public.allow_signup(text), public.disallow_signup(text),
  public.list_signup_allowlist(text, integer)
from public, anon, authenticated, service_role;
grant execute on function public.signup_mode() to anon;
grant execute on function
  public.set_signup_mode(text), public.allow_signup(text), public.disallow_signup(text), public.list_signup_allowlist(text, integer)
to authenticated;

-- The role under which the Auth server calls the hook.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.before_user_created(jsonb) to supabase_auth_admin;
