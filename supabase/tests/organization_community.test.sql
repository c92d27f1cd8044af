-- Entries of an organization: who reads, creates, and deletes them, that nothing moves them, and what happens when someone leaves.
begin;
create extension if not exists pgtap with schema extensions;
select plan(163);

-- A owns X. B is an admin of X and a member of Y. C is a member of X and owns Y. D owns Z and is an administrator of the site.
-- E belongs to none. The membership of F, an admin of X, has expired. The session of G, an owner of X, has ended.
truncate public.posts, public.materials, public.announcements;
insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example', now(), jsonb_build_object('name', upper(letter))
from unnest(array['a', 'b', 'c', 'd', 'e', 'f']) as letter
union all select '99999999-0000-4000-8000-000000000000', 'g@pgtap.example', now(), '{"name": "G"}';
insert into auth.sessions (id, user_id, aal, created_at) select id, id, 'aal1', now() from auth.users where email ~ '^[a-f]@pgtap';
insert into public.user_roles (user_id, role) values ('dddddddd-0000-4000-8000-000000000000', 'admin');

create function pg_temp.person(who text) returns uuid language sql stable as $$
  select id from auth.users where email = who || '@pgtap.example'
$$;
create function pg_temp.org(letter text) returns uuid language sql immutable as $$
  select ('00000000-0000-4000-8000-00000000000' || translate(letter, 'xyzn', '1239'))::uuid
$$;
insert into public.organizations (id, slug, name)
select pg_temp.org(letter), 'pgtap-' || letter, upper(letter) from unnest(array['x', 'y', 'z']) as letter;
insert into public.organization_members (organization_id, user_id, role, expires_at)
select pg_temp.org(left(entry, 1)), pg_temp.person(substr(entry, 2, 1)), substr(entry, 4)::public.organization_role,
  case when entry like 'xf%' then now() - interval '1 second' end
from unnest(array['xa owner', 'xb admin', 'xc member', 'xf admin', 'xg owner', 'yc owner', 'yb member', 'zd owner']) as entry;

-- Runs a statement as a user, or as a guest, and returns the number of rows or the error code. Undone unless it is kept.
create function pg_temp.try(who text, statement text, keep boolean default false) returns text language plpgsql as $$
declare
  id uuid := pg_temp.person(who);
  rows integer;
begin
  perform set_config('request.jwt.claims', case
    when id is null then '{"role": "anon"}' else jsonb_build_object('sub', id, 'session_id', id, 'role', 'authenticated')::text
  end, true);
  begin
    perform set_config('role', case when id is null then 'anon' else 'authenticated' end, true);
    execute statement;
    get diagnostics rows = row_count;
    if not keep then
      raise exception 'undone' using errcode = 'UN000';
    end if;
  exception when sqlstate 'UN000' then null;
    when others then
      perform set_config('request.jwt.claims', '', true);
      return sqlstate;
  end;
  perform set_config('role', 'none', true), set_config('request.jwt.claims', '', true);
  return rows;
end
$$;
create function pg_temp.sections() returns setof text language sql as $$
  select unnest(array['posts', 'materials', 'announcements'])
$$;

-- A public entry of E in each section, and one entry of every member in each organization.
insert into public.posts (author_id, title, body) values (pg_temp.person('e'), 'public', 'text');
insert into public.materials (author_id, title, body) values (pg_temp.person('e'), 'public', 'text');
insert into public.announcements (author_id, title, body) values (pg_temp.person('e'), 'public', 'text');
create view pg_temp.entry as
  select organization_id, user_id, slug || ' by ' || left(email, 1) as title
  from public.organization_members join public.organizations on organizations.id = organization_id join auth.users on users.id = user_id
  where slug like 'pgtap-_';
insert into public.posts (organization_id, author_id, title, body) select *, 'text' from pg_temp.entry;
insert into public.materials (organization_id, author_id, title, body) select *, 'text' from pg_temp.entry;
insert into public.announcements (organization_id, author_id, title, body) select *, 'text' from pg_temp.entry;

create function pg_temp.authors(of_title text) returns text language sql as $$
  select string_agg(format('%s: %s/%s/%s', tableoid::regclass, author_id is null, member_id = pg_temp.person('c'), author_name), ', ' order by tableoid::regclass::text) from (
    select tableoid, author_id, member_id, author_name, title from public.posts
    union all select tableoid, author_id, member_id, author_name, title from public.materials
    union all select tableoid, author_id, member_id, author_name, title from public.announcements
  ) as entries where title = of_title
$$;
select is(
  pg_temp.authors('pgtap-x by c'), 'announcements: t/t/, materials: t/t/, posts: t/t/', 'an entry names the member who wrote it, whose name is read elsewhere'
);
select is(pg_temp.authors('public'), 'announcements: f//E, materials: f//E, posts: f//E', 'a public entry names its author');

-- Who reads what

select is(pg_temp.try(who, format('select title from public.%I', name)), expected, format('%s reads %s %s', who, expected, name))
from pg_temp.sections() as name, (values
  ('guest', '1'), ('a', '6'), ('b', '8'), ('c', '8'), ('d', '2'), ('e', '1'), ('f', '1'), ('g', '0')
) as reads (who, expected);
select is(pg_temp.try(who, format('select title from public.%I where organization_id = %L', name, pg_temp.org('x'))), expected, format('%s reads %s %s of X', who, expected, name))
from pg_temp.sections() as name, (values ('guest', '0'), ('b', '5'), ('d', '0'), ('e', '0'), ('f', '0')) as reads (who, expected);
select is(pg_temp.try('guest', format('select member_id from public.%I', name)), '42501', 'a guest reads no IDs of members in ' || name)
from pg_temp.sections() as name;

-- Who creates what, and where

create function pg_temp.creates(who text, section text, letter text) returns text language sql as $$
  select pg_temp.try(who, format('insert into public.%I (title, body, organization_id) values (''new'', ''text'', %L)', section, pg_temp.org(letter)))
$$;
select is(pg_temp.creates(who, name, letter), expected, format('%s creates %s of %s: %s', who, name, upper(letter), expected))
from (values ('a', 'x', '1', '1'), ('b', 'x', '1', '1'), ('c', 'x', '1', '42501'), ('b', 'y', '1', '42501'), ('c', 'y', '1', '1'),
  ('guest', 'x', '42501', '42501'), ('d', 'x', '42501', '42501'), ('e', 'x', '42501', '42501'), ('f', 'x', '42501', '42501'),
  ('g', 'x', '42501', '42501'), ('a', 'y', '42501', '42501'), ('a', 'n', '42501', '42501')
) as matrix (who, letter, post, other)
cross join lateral (values ('posts', post), ('materials', other), ('announcements', other)) as result (name, expected);
select is(pg_temp.try('a', format(statement, name)), '42501', format(statement, name))
from pg_temp.sections() as name, unnest(array[
  $$insert into public.%I (title, body, organization_id, member_id) values ('a', 'b', '00000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000')$$,
  $$insert into public.%I (title, body, organization_id, author_id) values ('a', 'b', '00000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000')$$,
  $$update public.%I set organization_id = null$$,
  $$update public.%I set member_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$
]) as statement;

-- Who deletes what. Without a condition, the policies for deletion decide alone.

select is(pg_temp.try(who, 'delete from public.' || name), expected, format('%s deletes %s %s', who, expected, name))
from (values ('guest', '42501', '42501'), ('a', '5', '5'), ('b', '6', '5'), ('c', '3', '2'), ('d', '2', '2'), ('e', '1', '0'), ('f', '0', '0'), ('g', '0', '0')
) as matrix (who, post, other)
cross join lateral (values ('posts', post), ('materials', other), ('announcements', other)) as result (name, expected);

-- A required second factor closes X

update public.organizations set requires_mfa = true where id = pg_temp.org('x');
select is(
  concat_ws(' ', pg_temp.try(who, 'select id from public.' || name), pg_temp.creates(who, name, 'x'), pg_temp.try(who, 'delete from public.' || name)),
  expected, format('%s without the second factor: %s', who, name)
)
from (values ('a', '1 42501 0', '1 42501 0'), ('b', '3 42501 1', '3 42501 0'), ('c', '3 42501 2', '3 42501 2')) as matrix (who, post, other)
cross join lateral (values ('posts', post), ('materials', other), ('announcements', other)) as result (name, expected);
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
values (pg_temp.person('a'), pg_temp.person('a'), 'Phone', 'totp', 'verified', now(), now());
update auth.sessions set aal = 'aal2' where user_id = pg_temp.person('a');
select is(pg_temp.try('a', 'select id from public.' || name), '6', 'A passes it: ' || name) from pg_temp.sections() as name;
update public.organizations set requires_mfa = false where id = pg_temp.org('x');

-- Constraints, also for those who bypass row level security: nothing moves an entry

create function pg_temp.code(statement text) returns text language plpgsql as $$
begin
  execute statement;
  return 'none';
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.code(format(statement, name)), code, format(statement, name))
from pg_temp.sections() as name, (values
  ($$update public.%I set organization_id = '00000000-0000-4000-8000-000000000001' where title = 'public'$$, '23514'),
  ($$insert into public.%I (title, body, author_id, member_id) values ('a', 'b', 'aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000')$$, '23514'),
  ($$update public.%I set organization_id = null where title = 'pgtap-x by a'$$, '23514'),
  ($$update public.%I set organization_id = '00000000-0000-4000-8000-000000000003' where title = 'pgtap-x by a'$$, '23503'),
  ($$insert into public.%I (title, body, organization_id, author_id) values ('a', 'b', '00000000-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000000')$$, '23503'),
  ($$insert into public.%I (title, body, organization_id, author_id) values ('a', 'b', '00000000-0000-4000-8000-000000000009', null)$$, '23503'),
  ($$insert into public.%I (title, body, organization_id, idempotency_key) select 'a', 'b', '00000000-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000000' from generate_series(1, 2)$$, '23505')
) as tried (statement, code);
select is(pg_temp.code($$insert into public.posts (title, body, author_id) values ('a', 'b', null)$$), '23514', 'a public post has an author');

-- Deletions are recorded for the member who wrote the entry, with the organization

create function pg_temp.deletions(whose text) returns text language sql as $$
  select string_agg(format('%s: %s', (select left(email, 1) from auth.users where id = actor_id), regexp_replace(reason, '\d+$', 'id')), ', ' order by entry.id)
  from public.audit_log as entry where type = 'content.deleted' and user_id = pg_temp.person(whose)
$$;
select is(pg_temp.try('b', format($$delete from public.%I where title = 'pgtap-x by c'$$, name), keep => true), '1', 'B deletes of C: ' || name) from pg_temp.sections() as name;
select is(pg_temp.deletions('c'), 'b: pgtap-x: posts id, b: pgtap-x: materials id, b: pgtap-x: announcements id', 'C sees that B deleted them');
delete from public.posts where title = 'pgtap-x by b';
select is(pg_temp.deletions('b'), null, 'a deletion in SQL is not recorded');

-- Leaving, and the ends of an account and of an organization

create function pg_temp.members(of_title text) returns text language sql as $$
  select string_agg(coalesce(member_id::text, 'no one'), ' ') from (
    select member_id, title from public.posts union all select member_id, title from public.materials union all select member_id, title from public.announcements
  ) as entries where title = of_title
$$;
delete from public.organization_members where user_id = pg_temp.person('c') and organization_id = pg_temp.org('x');
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('y'), pg_temp.person('a'), 'owner');
delete from auth.users where id = pg_temp.person('b');
select is(pg_temp.members('pgtap-y by b'), 'no one no one no one', 'entries stay when an account is deleted');
delete from public.organization_members where user_id = pg_temp.person('c') and organization_id = pg_temp.org('y');
select is(pg_temp.members('pgtap-y by c'), 'no one no one no one', 'and when a member leaves');
select is(pg_temp.try('c', 'delete from public.' || name), '0', 'who no longer deletes their own: ' || name) from pg_temp.sections() as name;
select is(pg_temp.try('d', $$select public.delete_organization('00000000-0000-4000-8000-000000000003')$$, keep => true), '1', 'D deletes Z');
select is(pg_temp.members('pgtap-z by d'), null, 'with its entries');
select is(pg_temp.deletions('d'), null, 'which are not recorded one by one');

select * from finish();
rollback;
