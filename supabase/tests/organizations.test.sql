-- Five users and three organizations: who reads and changes what, by every table and function.
begin;
create extension if not exists pgtap with schema extensions;
select plan(172);

-- A owns X. B is an admin of X and a member of Y. C is a member of X and owns Y. D owns Z. E belongs to none.
insert into auth.users (id, email, email_confirmed_at)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example', now() from unnest(array['a', 'b', 'c', 'd', 'e']) as letter;
update public.profiles set name = upper(left(id::text, 1)) where id in (select id from auth.users where email like '_@pgtap.example');
-- Session 1 is at aal1, session 2 at aal2, session 3 is an hour old.
insert into auth.sessions (id, user_id, aal, created_at)
select (left(id::text, 1) || number || substr(id::text, 3))::uuid, id, case number when 2 then 'aal2' else 'aal1' end::auth.aal_level,
  case number when 3 then now() - interval '1 hour' else now() end
from auth.users, generate_series(1, 3) as number where email like '_@pgtap.example';

create function pg_temp.person(letter text) returns uuid language sql immutable as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.org(letter text) returns uuid language sql immutable as $$
  select translate('00000000-0000-4000-8000-00000000000x', 'x', case letter when 'x' then '1' when 'y' then '2' when 'z' then '3' else '9' end)::uuid
$$;
create function pg_temp.use_session(session text) returns boolean language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', pg_temp.person(left(session, 1)),
    'session_id', session || repeat(left(session, 1), 6) || '-0000-4000-8000-000000000000'
  )::text, true) is not null
$$;
-- What a statement returns in a session, or its error. {a} is the ID of user A, {x} that of organization X.
create function pg_temp.call(session text, statement text) returns text language plpgsql as $$
declare
  result text;
  letter text;
begin
  foreach letter in array array['a', 'b', 'c', 'd', 'e', 'f'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.person(letter)));
  end loop;
  foreach letter in array array['x', 'y', 'z', 'n'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.org(letter)));
  end loop;
  perform pg_temp.use_session(session);
  set local role authenticated;
  execute statement into result;
  reset role;
  perform set_config('request.jwt.claims', '', true);
  return coalesce(result, 'null');
exception when others then
  reset role;
  perform set_config('request.jwt.claims', '', true);
  return sqlerrm;
end
$$;
-- The members of an organization, such as "a owner, b admin".
create function pg_temp.members(of_organization text) returns text language sql as $$
  select string_agg(left(user_id::text, 1) || ' ' || role || case when expires_at is null then '' else ' until' end, ', ' order by user_id)
  from public.organization_members where organization_id = pg_temp.org(of_organization)
$$;

insert into public.organizations (id, slug, name)
select pg_temp.org(letter), 'pgtap-' || letter, 'Org ' || upper(letter) from unnest(array['x', 'y', 'z']) as letter;
insert into public.organization_members (organization_id, user_id, role, created_at)
select pg_temp.org(left(entry, 1)), pg_temp.person(substr(entry, 2, 1)), substr(entry, 4)::public.organization_role, now() + position * interval '1 second'
from unnest(array['xa owner', 'xb admin', 'xc member', 'yc owner', 'yb member', 'zd owner']) with ordinality as entries (entry, position);
insert into public.notes (organization_id, author_id, note)
select organization_id, user_id, format('%s by %s', right(organization_id::text, 1), left(user_id::text, 1)) from public.organization_members;
insert into public.notes (user_id, note) select id, 'personal ' || left(id::text, 1) from auth.users where email like '_@pgtap.example';

-- Privileges

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('my_organizations', '{text}'), ('create_organization', '{text,text}'), ('list_my_organizations', '{}'),
    ('list_organization_members', '{uuid,uuid,integer,uuid[]}'), ('rename_organization', '{uuid,text}'),
    ('set_organization_mfa', '{uuid,boolean}'), ('delete_organization', '{uuid}'), ('leave_organization', '{uuid}'),
    ('change_member_role', '{uuid,uuid,organization_role,"timestamp with time zone"}'), ('remove_member', '{uuid,uuid}'),
    ('transfer_ownership', '{uuid,uuid}')) as function (name, arguments)
order by role, name;
select table_privs_are('public', name, role, '{}', format('%s is granted nothing on the table %s', role, name))
from unnest(array['organizations', 'organization_members']) as name, unnest(array['anon', 'authenticated', 'service_role']) as role
order by name, role;

-- Who reads what

create function pg_temp.view_of(session text, query text) returns text language sql as $$
  select pg_temp.call(session, format('select coalesce(string_agg(value, '','' order by value), ''-'') from (%s) as rows (value)', query))
$$;
select is(pg_temp.view_of(who || '1', query), expected, format('%s reads %s', upper(who), title))
from (values
  ('organizations', 'select right(slug, 1) from public.organizations', array['x', 'x,y', 'x,y', 'z', '-']),
  ('members', 'select right(organization_id::text, 1) || left(user_id::text, 1) from public.organization_members',
    array['1a,1b,1c', '1a,1b,1c,2b,2c', '1a,1b,1c,2b,2c', '3d', '-']),
  ('notes', 'select note from public.notes',
    array['1 by a,1 by b,1 by c,personal a', '1 by a,1 by b,1 by c,2 by b,2 by c,personal b', '1 by a,1 by b,1 by c,2 by b,2 by c,personal c', '3 by d,personal d', 'personal e']),
  ('personal notes', 'select note from public.notes where organization_id is null',
    array['personal a', 'personal b', 'personal c', 'personal d', 'personal e']),
  ('notes of X', 'select note from public.notes where organization_id = {x}',
    array['1 by a,1 by b,1 by c', '1 by a,1 by b,1 by c', '1 by a,1 by b,1 by c', '-', '-']),
  ('listed organizations', 'select right(slug, 1) || '' '' || role || case when is_accessible then '''' else '' no'' end from public.list_my_organizations()',
    array['x owner', 'x admin,y member', 'x member,y owner', 'z owner', '-']),
  ('listed members of X', 'select concat(name, email, role) from public.list_organization_members({x})',
    array['Aa@pgtap.exampleowner,Bb@pgtap.exampleadmin,Cc@pgtap.examplemember', 'Aa@pgtap.exampleowner,Bb@pgtap.exampleadmin,Cc@pgtap.examplemember',
      'Aa@pgtap.exampleowner,Bb@pgtap.exampleadmin,Cc@pgtap.examplemember', '-', '-']),
  ('organizations to update', 'select right(id::text, 1) from public.my_organizations(''organization.update'') as id', array['1', '1', '2', '3', '-']),
  ('members to manage', 'select right(id::text, 1) from public.my_organizations(''members.manage'') as id', array['1', '1', '2', '3', '-']),
  ('organizations to delete', 'select right(id::text, 1) from public.my_organizations(''organization.delete'') as id', array['1', '-', '2', '3', '-']),
  ('organizations to transfer', 'select right(id::text, 1) from public.my_organizations(''organization.transfer'') as id', array['1', '-', '2', '3', '-']),
  ('notes to add', 'select right(id::text, 1) from public.my_organizations(''notes.create'') as id', array['1', '1,2', '1,2', '3', '-']),
  ('an unknown permission', 'select right(id::text, 1) from public.my_organizations(''unknown'') as id', array['-', '-', '-', '-', '-'])
) as views (title, query, answers)
cross join lateral unnest(array['a', 'b', 'c', 'd', 'e'], answers) as seen (who, expected);
select is(
  (select array_agg(format('%s %s', role, permission) order by role, permission) from private.organization_role_permissions),
  (select array_agg(format('%s %s', role, permission) order by role, permission) from (values
    ('member'::public.organization_role, '{organization.read,members.read,notes.read,notes.create,notes.update,notes.delete,community.read,posts.create,posts.delete_own}'::text[]),
    ('admin', '{organization.read,members.read,notes.read,notes.create,notes.update,notes.delete,organization.update,members.manage,community.read,posts.create,posts.delete_own,posts.delete_any,materials.create,materials.delete,announcements.create,announcements.delete}'),
    ('owner', '{organization.read,members.read,notes.read,notes.create,notes.update,notes.delete,organization.update,members.manage,organization.delete,organization.transfer,community.read,posts.create,posts.delete_own,posts.delete_any,materials.create,materials.delete,announcements.create,announcements.delete}')
  ) as expected (role, permissions), unnest(permissions) as permission),
  'what each role may do'
);
select is(
  pg_temp.call('b1', $$select permissions from public.list_my_organizations() where slug = 'pgtap-x'$$),
  '{announcements.create,announcements.delete,community.read,materials.create,materials.delete,members.manage,members.read,notes.create,notes.delete,notes.read,notes.update,organization.read,organization.update,posts.create,posts.delete_any,posts.delete_own}', 'pages show what the role may do'
);
select is(pg_temp.view_of('c1', 'select concat(right(slug, 1), is_last_owner) from public.list_my_organizations()'), 'xf,yt', 'and of what the caller is the last owner');

-- Tokens that reach nothing

create function pg_temp.reached() returns text language sql as $$
  select format('%s %s %s %s %s %s',
    (select count(*) from public.organizations), (select count(*) from public.organization_members), (select count(*) from public.notes),
    (select count(*) from public.my_organizations('organization.read')), (select count(*) from public.list_my_organizations()),
    (select count(*) from public.list_organization_members('00000000-0000-4000-8000-000000000001')))
$$;
select is(pg_temp.call('a1', 'select pg_temp.reached()'), '1 3 4 1 1 3', 'an active session reaches its organization');
select is(pg_temp.call('a9', 'select pg_temp.reached()'), '0 0 0 0 0 0', 'an ended session reaches nothing');
select is(pg_temp.call('a9', $$select public.create_organization('Ended', 'pgtap-ended')$$), 'permission denied', 'and creates nothing');
select is(pg_temp.call('a9', 'select public.leave_organization({x})'), 'permission denied', 'and leaves nothing');
update auth.users set banned_until = now() + interval '1 day' where id = pg_temp.person('a');
select is(pg_temp.call('a1', 'select pg_temp.reached()'), '0 0 0 0 0 0', 'a banned user reaches nothing');
update auth.users set banned_until = null where id = pg_temp.person('a');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
values (pg_temp.person('a'), pg_temp.person('a'), 'Phone', 'totp', 'verified', now(), now());
select is(pg_temp.call('a1', 'select pg_temp.reached()'), '0 0 0 0 0 0', 'a session before the second factor reaches nothing');
select is(pg_temp.call('a2', 'select pg_temp.reached()'), '1 3 4 1 1 3', 'after it, it does');
delete from auth.mfa_factors where user_id = pg_temp.person('a');

create function pg_temp.as_guest() returns text language plpgsql as $$
begin
  perform pg_temp.use_session('a1');
  perform set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb || '{"is_anonymous": true}')::text, true);
  set local role authenticated;
  return (select count(*) from public.my_organizations('organization.read')) || ' ' || public.create_organization('Guest', 'pgtap-guest');
exception when others then
  return sqlerrm;
end
$$;
select is(pg_temp.as_guest(), 'permission denied', 'an anonymous user creates no organization');
reset role;
create function pg_temp.guest_reads() returns bigint language plpgsql as $$
begin
  perform pg_temp.use_session('a1');
  perform set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb || '{"is_anonymous": true}')::text, true);
  return (select count(*) from public.my_organizations('organization.read'));
end
$$;
select is(pg_temp.guest_reads(), 0::bigint, 'and reaches none');
select set_config('request.jwt.claims', '', true);

-- Direct writes are denied, and notes stay with their owner

select is(pg_temp.call('a1', statement), 'permission denied for table ' || relation, statement)
from (values
  ('organizations', $$insert into public.organizations (slug, name) values ('direct', 'Direct')$$),
  ('organizations', $$update public.organizations set name = 'Direct'$$),
  ('organizations', $$delete from public.organizations$$),
  ('organization_members', $$insert into public.organization_members (organization_id, user_id, role) values ({x}, {e}, 'owner')$$),
  ('organization_members', $$update public.organization_members set role = 'owner'$$),
  ('organization_members', $$delete from public.organization_members$$),
  ('notes', $$update public.notes set organization_id = {x}$$),
  ('notes', $$update public.notes set author_id = {b}$$),
  ('notes', $$insert into public.notes (note, organization_id, author_id) values ('x', {x}, {b})$$),
  ('notes', $$insert into public.notes (note, organization_id, user_id) values ('x', {x}, {a})$$)
) as denied (relation, statement);

select is(pg_temp.call('c1', $$insert into public.notes (note, organization_id) values ('new in X', {x}) returning author_id$$), pg_temp.person('c')::text, 'a member adds a note to X');
select is(
  (select concat_ws(' ', user_id, organization_id, author_id) from public.notes where note = 'new in X'),
  concat_ws(' ', pg_temp.org('x'), pg_temp.person('c')), 'it belongs to the organization and names its author'
);
select is(
  pg_temp.call('c1', $$insert into public.notes (note) values ('mine') returning concat(organization_id, author_id)$$), '', 'a note without an organization is personal'
);
select is(
  pg_temp.call(who || '1', format('insert into public.notes (note, organization_id) values (''intruding'', {%s}) returning note', into_org)),
  'new row violates row-level security policy for table "notes"', format('%s adds nothing to %s', upper(who), upper(into_org))
)
from (values ('a', 'y'), ('a', 'z'), ('b', 'z'), ('c', 'z'), ('d', 'x'), ('d', 'y'), ('e', 'x'), ('e', 'y'), ('e', 'z'), ('a', 'n')) as foreign_org (who, into_org);
select is(
  pg_temp.call(who || '1', format('with changed as (update public.notes set note = note where organization_id = {%s} returning id) select count(*) from changed', of_org)),
  expected, format('%s changes %s notes of %s', upper(who), expected, upper(of_org))
)
from (values ('a', 'x', '4'), ('b', 'x', '4'), ('c', 'x', '4'), ('d', 'x', '0'), ('e', 'x', '0'), ('a', 'y', '0'), ('b', 'y', '2'), ('d', 'y', '0'), ('a', 'z', '0'), ('d', 'z', '1'))
  as changed (who, of_org, expected);
select is(
  pg_temp.call(who || '1', 'with changed as (update public.notes set note = note where organization_id is null returning id) select count(*) from changed'),
  expected, format('%s changes only %s personal notes', upper(who), expected)
)
from (values ('a', '1'), ('c', '2'), ('e', '1')) as changed (who, expected);
select is(
  pg_temp.call(who || '1', 'with deleted as (delete from public.notes where organization_id in ({x}, {y}) returning id) select count(*) from deleted'),
  '0', format('%s deletes no note of other organizations', upper(who))
)
from unnest(array['d', 'e']) as who;
select is(
  pg_temp.call('b1', $$with deleted as (delete from public.notes where note = 'new in X' returning id) select count(*) from deleted$$), '1', 'a member deletes a note of X'
);
select is(
  pg_temp.call('a1', $$delete from public.notes where note like 'personal %' returning note$$), 'personal a', 'A deletes their own personal notes'
);
select is((select count(*) from public.notes where note like 'personal %'), 4::bigint, 'and no others');

-- Each verb needs its own permission
create function pg_temp.without(permission text, statement text) returns text language plpgsql as $$
declare
  result text;
begin
  delete from private.organization_role_permissions as allowed where allowed.permission = without.permission;
  result := pg_temp.call('c1', statement);
  insert into private.organization_role_permissions select role, without.permission from unnest(enum_range(null::public.organization_role)) as role;
  return result;
end
$$;
select is(pg_temp.without('notes.read', 'select count(*) from public.notes where organization_id = {x}'), '0', 'notes.read is needed to read');
select is(
  pg_temp.without('notes.create', $$insert into public.notes (note, organization_id) values ('x', {x}) returning note$$),
  'new row violates row-level security policy for table "notes"', 'notes.create is needed to add'
);
select is(
  pg_temp.without('notes.update', 'with changed as (update public.notes set note = note where organization_id = {x} returning id) select count(*) from changed'),
  '0', 'notes.update is needed to change'
);
select is(
  pg_temp.without('notes.delete', 'with deleted as (delete from public.notes where organization_id = {x} returning id) select count(*) from deleted'),
  '0', 'notes.delete is needed to delete'
);
select is(pg_temp.without('organization.read', 'select count(*) from public.organizations'), '0', 'organization.read is needed to read the organization');
select is(pg_temp.without('members.read', 'select count(*) from public.organization_members'), '0', 'members.read is needed to read members');
select is(pg_temp.without('members.read', 'select count(*) from public.list_organization_members({x})'), '0', 'and to list them');

-- If the columns were granted, the policies would still keep notes with their owner
grant update (organization_id, author_id) on public.notes to authenticated;
select is(
  pg_temp.call('b1', $$update public.notes set organization_id = {z}, author_id = null where note = '1 by a'$$),
  'new row violates row-level security policy for table "notes"', 'a note does not move to a foreign organization'
);
revoke update (organization_id, author_id) on public.notes from authenticated;
select throws_ok(statement, '23514', null, statement)
from unnest(array[
  $$insert into public.notes (note, user_id, author_id) values ('x', 'aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000000')$$,
  $$insert into public.notes (note, user_id) values ('x', null)$$,
  $$update public.notes set user_id = 'aaaaaaaa-0000-4000-8000-000000000000' where note = '1 by a'$$
]) as statement;
select throws_ok(
  $$insert into public.notes (note, organization_id, author_id) values ('x', '00000000-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000000')$$,
  '23503', null, 'the author is a member of the organization'
);
select throws_ok(
  $$update public.notes set organization_id = '00000000-0000-4000-8000-000000000009', author_id = null where note = '1 by a'$$, '23503', null, 'the organization of a note exists'
);
insert into public.notes (note, organization_id, idempotency_key) values ('once', pg_temp.org('z'), pg_temp.org('z'));
select throws_ok(
  $$insert into public.notes (note, organization_id, idempotency_key) values ('twice', '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000003')$$,
  '23505', null, 'a note is added once in an organization'
);
select lives_ok(
  $$insert into public.notes (note, organization_id, idempotency_key) values ('elsewhere', '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003')$$,
  'another organization may have the same key'
);
delete from public.notes where note in ('once', 'elsewhere');

select * from finish();
rollback;
