-- Names contain no control characters and no bidirectional formatting: in lists beside other names, they would rearrange the
-- surrounding text.

create function private.plain_name(name text) returns text
  language sql immutable
  set search_path = ''
as $$
  select trim(left(trim(regexp_replace(
    regexp_replace(name, '[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]', '', 'g'),
    '[[:space:]\u0001-\u001f\u007f-\u009f\u2028\u2029]+', ' ', 'g'
  )), 100))
$$;

create or replace function private.profile_name(metadata jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case jsonb_typeof(metadata -> 'name') when 'string' then private.plain_name(metadata ->> 'name') else '' end
$$;

update public.profiles set name = private.plain_name(name)
where name ~ '[\u0001-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]';

alter table public.profiles add constraint profiles_name_plain
  check (name !~ '[\u0001-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]');

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
