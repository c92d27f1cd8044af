-- Users without an email or profile are listed too: a missing value has no words.
create or replace function private.search_terms(email text, name text) returns setof text
  language sql immutable
  set search_path = ''
as $$
  select distinct left(array_to_string(words[place:], ' '), 100)
  from unnest(array[email, name]) as searched (input)
  cross join lateral string_to_array(private.search_words(coalesce(input, '')), ' ') as words
  cross join lateral generate_series(1, least(cardinality(words), 12)) as place
$$;

insert into private.user_directory (user_id, created_at) select id, coalesce(created_at, now()) from auth.users
on conflict (user_id) do nothing;
insert into private.user_search_terms (term, user_id)
select term, users.id
from auth.users
left join public.profiles on profiles.id = users.id
cross join lateral private.search_terms(users.email, profiles.name) as term
on conflict do nothing;
