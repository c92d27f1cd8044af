-- Who can read, create and delete posts, materials and announcements.
begin;
create extension if not exists pgtap with schema extensions;
select plan(188);

-- Grants

select table_privs_are('public', name, role, privileges, format('%s on %s: %s', role, name, privileges))
from unnest(array['posts', 'materials', 'announcements']) as name,
  (values ('anon', '{}'), ('authenticated', array['DELETE']), ('service_role', '{}')) as expected (role, privileges);
select column_privs_are('public', name, field, role, privileges, format('%s on %s.%s: %s', role, name, field, privileges))
from unnest(array['posts', 'materials', 'announcements']) as name, (values
  ('anon', 'author_id', '{}'), ('anon', 'author_name', array['SELECT']), ('anon', 'title', array['SELECT']),
  ('authenticated', 'author_id', array['SELECT']), ('authenticated', 'author_name', array['SELECT']),
  ('authenticated', 'title', array['SELECT', 'INSERT']), ('authenticated', 'body', array['SELECT', 'INSERT']),
  ('anon', 'idempotency_key', '{}'), ('authenticated', 'idempotency_key', array['INSERT']),
  ('authenticated', 'id', array['SELECT']), ('authenticated', 'created_at', array['SELECT'])
) as expected (role, field, privileges);
select policies_are('public', name, array[
  format('Public %s are viewable by everyone', name), 'Users with permission can create ' || name, 'Users with permission can delete ' || name,
  format('Members can read %s of their organizations', name), 'Members with permission can create ' || name,
  'Members with permission can delete ' || name, 'Require an active session', 'Require the second factor'
])
from unnest(array['posts', 'materials', 'announcements']) as name;

-- Seven users: two members, a mentor, an admin, one with expired roles, one without roles, and one whose session has ended

truncate public.user_roles, public.posts, public.materials, public.announcements;
create temporary table person (who text primary key, id uuid default gen_random_uuid());
insert into person (who) values ('member'), ('other'), ('mentor'), ('admin'), ('expired'), ('without roles'), ('signed out');
insert into auth.users (id, email, raw_user_meta_data)
  select id, who || '@pgtap.example', jsonb_build_object('name', who) from person;
insert into auth.sessions (id, user_id, created_at) select id, id, now() from person where who <> 'signed out';
insert into public.user_roles (user_id, role, expires_at)
  select id, 'mentor'::public.app_role, null::timestamptz from person where who = 'mentor'
  union all select id, 'admin', null from person where who = 'admin'
  union all select id, role::public.app_role, now() from person, unnest(array['mentor', 'admin']) as role where who = 'expired'
  union all select id, 'admin', null from person where who = 'signed out';
delete from public.user_roles where user_id = (select id from person where who = 'without roles');

-- Runs a statement as a user and returns the number of rows or the error code.
create function pg_temp.try(who text, statement text) returns text language plpgsql as $$
declare
  claims text := (select jsonb_build_object('sub', id, 'session_id', id, 'role', 'authenticated') from person where person.who = try.who);
  rows integer;
begin
  perform set_config('request.jwt.claims', coalesce(claims, '{"role": "anon"}'), true),
    set_config('role', case when claims is null then 'anon' else 'authenticated' end, true);
  begin
    execute statement;
    get diagnostics rows = row_count;
  exception when others then
    perform set_config('role', 'none', true);
    return sqlstate;
  end;
  perform set_config('role', 'none', true);
  return rows;
end
$$;

insert into public.posts (author_id, title, body) select id, who, 'text' from person;
insert into public.materials (author_id, title, body) select id, who, 'text' from person;
insert into public.announcements (author_id, title, body) select id, who, 'text' from person;

select is(
  pg_temp.try(who, format('select id, author_name, title, body, created_at from public.%I', name)), '7',
  format('%s reads %s', who, name)
)
from unnest(array['guest', 'member', 'mentor', 'admin', 'expired', 'without roles']) as who,
  unnest(array['posts', 'materials', 'announcements']) as name;

select is(
  pg_temp.try(who, format('insert into public.%I (title, body) values (%L, %L)', name, 'new by ' || who, 'text')), result,
  format('%s creates %s: %s', who, name, result)
)
from (values
  ('guest', 'posts', '42501'), ('guest', 'materials', '42501'), ('guest', 'announcements', '42501'),
  ('member', 'posts', '1'), ('member', 'materials', '42501'), ('member', 'announcements', '42501'),
  ('mentor', 'posts', '1'), ('mentor', 'materials', '1'), ('mentor', 'announcements', '42501'),
  ('admin', 'posts', '1'), ('admin', 'materials', '1'), ('admin', 'announcements', '1'),
  ('expired', 'posts', '1'), ('expired', 'materials', '42501'), ('expired', 'announcements', '42501'),
  ('without roles', 'posts', '42501'), ('without roles', 'materials', '42501'), ('without roles', 'announcements', '42501'),
  ('signed out', 'posts', '42501'), ('signed out', 'materials', '42501'), ('signed out', 'announcements', '42501')
) as matrix (who, name, result);

select is(
  pg_temp.try(who, format('delete from public.%I where title = %L', name, whose)), result,
  format('%s deletes %s of %s: %s', who, name, whose, result)
)
from (values
  ('guest', 'posts', 'other', '42501'), ('guest', 'materials', 'other', '42501'), ('guest', 'announcements', 'other', '42501'),
  ('member', 'posts', 'other', '0'), ('member', 'materials', 'member', '0'), ('member', 'announcements', 'member', '0'),
  ('mentor', 'posts', 'other', '0'), ('mentor', 'announcements', 'mentor', '0'),
  ('without roles', 'posts', 'without roles', '0'), ('signed out', 'posts', 'signed out', '0'), ('signed out', 'materials', 'other', '0'),
  ('expired', 'posts', 'other', '0'), ('expired', 'materials', 'expired', '0'), ('expired', 'announcements', 'expired', '0'),
  ('member', 'posts', 'member', '1'), ('mentor', 'posts', 'mentor', '1'), ('expired', 'posts', 'expired', '1'),
  ('mentor', 'materials', 'other', '1'), ('admin', 'posts', 'other', '1'), ('admin', 'materials', 'member', '1'),
  ('admin', 'announcements', 'other', '1')
) as matrix (who, name, whose, result);

select is(pg_temp.try('admin', format(statement, name)), result, format(statement, name))
from unnest(array['posts', 'materials', 'announcements']) as name, (values
  ($$update public.%I set title = 'x'$$, '42501'),
  ('truncate public.%I', '42501'),
  ($$insert into public.%I (title, body, author_id) values ('a', 'b', auth.uid())$$, '42501'),
  ($$insert into public.%I (title, body, author_name) values ('a', 'b', 'another user')$$, '42501'),
  ($$insert into public.%I (title, body, created_at) values ('a', 'b', '2000-01-01')$$, '42501'),
  ($$insert into public.%I (title, body, id) overriding system value values ('a', 'b', 1)$$, '42501'),
  ($$insert into public.%I (title, body) values ('', 'b')$$, '23514'),
  ($$insert into public.%I (title, body) values (E' \n', 'b')$$, '23514'),
  ($$insert into public.%I (title, body) values (repeat('x', 121), 'b')$$, '23514'),
  ($$insert into public.%I (title, body) values (repeat('x', 120), repeat('ä', 5000))$$, '1'),
  ($$insert into public.%I (title, body) values ('a', repeat('x', 5001))$$, '23514'),
  ($$insert into public.%I (title, body) values ('a', '')$$, '23514'),
  ($$insert into public.%I (title) values ('a')$$, '23502'),
  ($$insert into public.%I (body) values ('a')$$, '23502')
) as tried (statement, result);
select is(pg_temp.try('guest', 'select author_id from public.posts'), '42501', 'a guest cannot read author IDs');
select is(pg_temp.try(who, 'select * from public.posts'), '42501', who || ' cannot read all columns')
from unnest(array['guest', 'admin']) as who;
select is(pg_temp.try('signed out', format('select author_id from public.%I', name)), '0', 'an ended session cannot read author IDs of ' || name)
from unnest(array['posts', 'materials', 'announcements']) as name;

-- An idempotency key is accepted once from each author

select is(
  pg_temp.try(who, format($$insert into public.%I (title, body, idempotency_key) values ('once', 'b', '11111111-0000-4000-8000-000000000000')$$, name)), result,
  format('%s, %s: an idempotency key is accepted once', who, name)
)
from unnest(array['posts', 'materials', 'announcements']) as name, (values
  (1, 'admin', '1'), (2, 'admin', '23505')
) as tried (at, who, result) order by name, at;
select is(
  pg_temp.try('mentor', $$insert into public.posts (title, body, idempotency_key) values ('once', 'b', '11111111-0000-4000-8000-000000000000')$$), '1',
  'the key of another author is free'
);

-- The policy enforces the author even if the column were granted
grant insert (author_id) on public.posts, public.materials, public.announcements to authenticated;
select is(
  pg_temp.try('admin', format($$insert into public.%I (title, body, author_id) values ('a', 'b', %L)$$, name, id)), '42501',
  format('an admin cannot create %s for another user', name)
)
from unnest(array['posts', 'materials', 'announcements']) as name, person where who = 'other';
revoke insert (author_id) on public.posts, public.materials, public.announcements from authenticated;

-- Author names

create function pg_temp.names(of_title text) returns text language sql as $$
  select string_agg(author_name, ' ' order by author_name) from (
    select author_name, title from public.posts union all select author_name, title from public.materials
    union all select author_name, title from public.announcements
  ) as entries where title = of_title
$$;
select is(pg_temp.names('new by admin'), 'admin admin admin', 'the author name is set');
update public.profiles set name = 'renamed' where name = 'admin';
select is(pg_temp.names('new by admin'), 'renamed renamed renamed', 'a new display name updates earlier entries');
select is(pg_temp.names('without roles'), 'without roles without roles without roles', 'entries of other users keep their name');
delete from public.profiles where id = (select id from person where who = 'mentor');
select is(
  pg_temp.try('mentor', format($$insert into public.%I (title, body) values ('no profile', 'text')$$, name)), '1', 'a user without a profile creates ' || name
)
from unnest(array['posts', 'materials']) as name;
select is(pg_temp.names('no profile'), ' ', 'without an author name');

-- Deletion and the audit log

create function pg_temp.deletions(whose text) returns text language sql as $$
  select string_agg(coalesce((select who from person where id = actor_id), 'no one') || ': ' || split_part(reason, ' ', 1), ', ' order by entry.id)
  from public.audit_log as entry where type = 'content.deleted' and user_id = (select id from person where who = whose)
$$;
select is(pg_temp.deletions('other'), 'mentor: materials, admin: posts, admin: announcements', 'a deletion is recorded for the author, with its actor');
delete from auth.users where id in (select id from person where who in ('mentor', 'member'));
select is_empty($$select from public.posts where title in ('new by member', 'new by mentor')$$, 'posts are deleted with their author');
select is(author_name, '', 'materials remain without an author name') from public.materials where title = 'new by mentor';
select is(author_name, '', 'announcements remain without an author name') from public.announcements where title = 'member';
select is(pg_temp.try('admin', $$delete from public.materials where title = 'new by mentor'$$), '1', 'an admin deletes an entry without an author');
select is(pg_temp.deletions('admin'), 'admin: materials', 'which is recorded for the admin');
set local request.jwt.claims to '';
delete from public.announcements where title = 'expired';
select is(pg_temp.deletions('expired'), 'expired: posts', 'a deletion in SQL is not recorded');
select is(
  pg_temp.try('expired', 'select public.delete_account()'), '1', 'a user deletes their account'
);
select is_empty($$select from public.posts where title = 'new by expired'$$, 'and their posts with it');
select is(
  pg_temp.deletions('expired'), 'expired: posts',
  'posts deleted with an account are not recorded'
);

-- Quotas

delete from private.quotas;
insert into private.quotas select name, '1 minute', 2 from unnest(array['posts', 'materials', 'announcements']) as name;
delete from private.quota_usage;
select is(pg_temp.try('admin', format($$insert into public.%I (title, body) select 'a', 'b' from generate_series(1, %s)$$, name, rows)), result, format('%s %s in a minute: %s', rows, name, result))
from unnest(array['posts', 'materials', 'announcements']) as name, (values (3, 'PT429'), (2, '2'), (1, 'PT429')) as tried (rows, result);

select * from finish();
rollback;
