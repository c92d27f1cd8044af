-- One profile for each user, with the data that the application stores. Users can read and rename only their own.

-- Internal objects. No API role is granted anything here.
create schema private;

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text not null default '' check (char_length(name) <= 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

alter table public.profiles enable row level security;

-- Older projects grant new tables to these roles by default. Only the grants below apply.
revoke all on table public.profiles from public, anon, authenticated, service_role;
grant select (id, name, created_at, updated_at), update (name) on table public.profiles to authenticated;

create policy "People read their own profile" on public.profiles
  for select to authenticated
  using ((select auth.uid()) = id);

create policy "People change their own profile" on public.profiles
  for update to authenticated
  using ((select auth.uid()) = id)
  with check ((select auth.uid()) = id);

-- The initial name, from metadata that the user chose at sign-up. Accepts any input: an error would make the sign-up fail.
create function private.profile_name(metadata jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case jsonb_typeof(metadata -> 'name')
    when 'string' then trim(left(trim(regexp_replace(metadata ->> 'name', '[[:space:][:cntrl:]]+', ' ', 'g')), 100))
    else ''
  end
$$;

create function private.create_profile() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  insert into public.profiles (id, name)
  values (new.id, coalesce(private.profile_name(new.raw_user_meta_data), ''))
  on conflict (id) do nothing;
  return new;
end
$$;

create trigger create_profile
  after insert on auth.users
  for each row execute function private.create_profile();

create function private.set_updated_at() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create trigger set_updated_at
  before update on public.profiles
  for each row execute function private.set_updated_at();

revoke execute on all functions in schema private from public, anon, authenticated, service_role;

-- Profiles for existing users.
insert into public.profiles (id, name)
select id, coalesce(private.profile_name(raw_user_meta_data), '') from auth.users;
