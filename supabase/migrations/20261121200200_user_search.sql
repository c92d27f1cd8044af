-- Tables for listing and searching users: nothing can be indexed in the schema `auth`. Triggers keep them current.

create table private.user_directory (
  user_id uuid primary key references auth.users (id) on delete cascade,
  created_at timestamptz not null
);
create index user_directory_newest on private.user_directory (created_at desc, user_id desc);

-- Search terms: the words of the email and the name, from each word to the end.
create table private.user_search_terms (
  term text collate "C" not null,
  user_id uuid not null references private.user_directory on delete cascade,
  primary key (term, user_id)
);
create index user_search_terms_by_user on private.user_search_terms (user_id);

alter table private.user_directory enable row level security;
alter table private.user_search_terms enable row level security;
revoke all on table private.user_directory, private.user_search_terms from public, anon, authenticated, service_role;

-- Lower case, with one space between words.
create function private.search_words(input text) returns text
  language sql immutable
  set search_path = ''
as $$
  select trim(regexp_replace(lower(input), '[\s!-/:-@\[-`{-~]+', ' ', 'g'))
$$;

-- 'Anna.Smith@example.com' matches the prefixes of 'anna smith example com', 'smith example com', 'example com' and 'com'.
create function private.search_terms(email text, name text) returns setof text
  language sql immutable
  set search_path = ''
as $$
  select distinct left(array_to_string(words[place:], ' '), 100)
  from unnest(array[email, name]) as searched (input)
  cross join lateral string_to_array(private.search_words(coalesce(input, '')), ' ') as words
  cross join lateral generate_series(1, least(cardinality(words), 12)) as place
$$;

-- Never raises: an error would make a sign-up or a change of email or name fail.
create function private.on_searched_change() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_table_schema = 'auth' then
    if tg_op = 'UPDATE' and new.email is not distinct from old.email and new.created_at is not distinct from old.created_at then
      return null;
    end if;
    insert into private.user_directory (user_id, created_at) values (new.id, coalesce(new.created_at, now()))
    on conflict (user_id) do update set created_at = excluded.created_at;
  end if;
  -- Serializes concurrent changes of name and email.
  perform from private.user_directory where user_id = new.id for update;
  delete from private.user_search_terms where user_id = new.id;
  insert into private.user_search_terms (term, user_id)
  select term, person.user_id
  from private.user_directory as person
  join auth.users on users.id = person.user_id
  left join public.profiles on profiles.id = person.user_id
  cross join lateral private.search_terms(users.email, profiles.name) as term
  where person.user_id = new.id;
  return null;
exception when others then
  raise warning 'Somebody is not found by a search: %', sqlerrm;
  return null;
end
$$;

create trigger searched
  after insert or update on auth.users
  for each row execute function private.on_searched_change();
create trigger searched
  after insert or update of name on public.profiles
  for each row execute function private.on_searched_change();

-- Existing users
insert into private.user_directory (user_id, created_at) select id, coalesce(created_at, now()) from auth.users;
insert into private.user_search_terms (term, user_id)
select term, users.id
from auth.users
left join public.profiles on profiles.id = users.id
cross join lateral private.search_terms(users.email, profiles.name) as term;
analyze private.user_directory, private.user_search_terms;

-- A page of users from one index range: newest first without a search, else in the order of the matching terms.
-- `before` is the last ID of the previous page.
create function private.find_users(search text, before uuid, size integer) returns setof uuid
  language plpgsql stable rows 25
  set search_path = ''
  set plan_cache_mode = force_custom_plan
  set enable_sort = off
as $$
declare
  first constant text collate "C" := left(private.search_words(search), 100);
  last constant text collate "C" := first || chr(1114111);
begin
  if search = '' then
    return query
      select person.user_id from private.user_directory as person
      where before is null
        or (person.created_at, person.user_id) < (
          select shown.created_at, shown.user_id from private.user_directory as shown where shown.user_id = before
        )
      order by person.created_at desc, person.user_id desc
      limit size;
  elsif search ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return query select users.id from auth.users where users.id = search::uuid and before is null;
  elsif first <> '' then
    return query
      select found.user_id from private.user_search_terms as found
      where found.term >= first and found.term < last
        and (before is null or (found.term, found.user_id) > (
          select min(term), before from private.user_search_terms where user_id = before and term >= first and term < last
        ))
        -- Users who match with several terms appear once.
        and found.term = (
          select min(term) from private.user_search_terms as same
          where same.user_id = found.user_id and same.term >= first and same.term < last
        )
      order by found.term, found.user_id
      limit size;
  end if;
end
$$;

-- What administrators see of users, in the order of the given IDs.
create function private.describe_users(ids uuid[])
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language sql stable rows 25
  set search_path = ''
as $$
  select
    person.id, coalesce(person.email, '')::text, coalesce(profile.name, ''), person.created_at, person.last_sign_in_at,
    person.email_confirmed_at is not null,
    (select count(*) from auth.sessions where user_id = person.id),
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('role', role, 'until', expires_at, 'reason', given.reason) order by role desc
      ), '[]')
      from public.user_roles as given
      where user_id = person.id and role <> 'member' and (expires_at is null or expires_at > now())
    )
  from unnest(ids) with ordinality as listed (id, place)
  join auth.users as person on person.id = listed.id
  left join public.profiles as profile on profile.id = person.id
  order by listed.place
$$;

create or replace function public.list_users(search text default '', before uuid default null, size integer default 25)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_reading('people.listed');
  return query select * from private.describe_users(array(
    select person from private.find_users(search, before, least(greatest(size, 1), 100)) as person
  ));
end
$$;

-- One user, by ID.
create or replace function public.get_user(user_id uuid)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
begin
  perform private.require_permission('users.manage');
  perform private.audit_reading('person.viewed', get_user.user_id);
  return query select * from private.describe_users(array[get_user.user_id]);
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function public.list_users(text, uuid, integer), public.get_user(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.list_users(text, uuid, integer), public.get_user(uuid) to authenticated;
