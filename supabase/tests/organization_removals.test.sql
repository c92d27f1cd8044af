-- Who needs an invitation to become a member of an organization again.
begin;
create extension if not exists pgtap with schema extensions;
select plan(30);

select table_privs_are('private', 'organization_removals', role, '{}') from unnest(array['anon', 'authenticated', 'service_role']) as role;

-- A owns X and Y. B to F are members of both, D and E until tomorrow.
insert into auth.users (id, email, email_confirmed_at)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, upper(letter) || '@pgtap.example', now()
from unnest(array['a', 'b', 'c', 'd', 'e', 'f']) as letter;
insert into auth.sessions (id, user_id)
select (left(id::text, 1) || '1' || substr(id::text, 3))::uuid, id from auth.users where email like '_@pgtap.example';

create function pg_temp.person(letter text) returns uuid language sql immutable as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.org(letter text) returns uuid language sql immutable as $$
  select ('00000000-0000-4000-8000-00000000000' || case letter when 'x' then '1' else '2' end)::uuid
$$;
-- What a statement returns in the session of a user, or its error. {x} is the ID of organization X, {a} that of user A.
create function pg_temp.call(who text, statement text) returns text language plpgsql as $$
declare
  result text;
  letter text;
begin
  foreach letter in array array['a', 'b', 'c', 'd', 'e', 'f'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.person(letter)));
  end loop;
  foreach letter in array array['x', 'y'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.org(letter)));
  end loop;
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', pg_temp.person(who), 'session_id', who || '1' || repeat(who, 6) || '-0000-4000-8000-000000000000'
  )::text, true);
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
-- Removals, such as "xc yc".
create function pg_temp.removals() returns text language sql stable as $$
  select string_agg(right(slug, 1) || left(user_id::text, 1), ' ' order by slug, user_id::text collate "C")
  from private.organization_removals join public.organizations on id = organization_id where slug like 'pgtap-%'
$$;
-- Invitations, such as "xb pending".
create function pg_temp.invitations() returns text language sql stable as $$
  select string_agg(
    right(slug, 1) || left(email, 1) || case when accepted_at is null then ' pending' else ' accepted' end, ', ' order by slug, email, accepted_at
  )
  from private.organization_invitations as invitation join public.organizations as organization on organization.id = organization_id
  where slug like 'pgtap-%'
$$;

insert into public.organizations (id, slug, name)
select pg_temp.org(letter), 'pgtap-' || letter, 'Org ' || upper(letter) from unnest(array['x', 'y']) as letter;
insert into public.organization_members (organization_id, user_id, role, expires_at)
select pg_temp.org(of_org), pg_temp.person(who), case who when 'a' then 'owner' else 'member' end::public.organization_role,
  case when who in ('d', 'e') then now() + interval '1 day' end
from unnest(array['x', 'y']) as of_org, unnest(array['a', 'b', 'c', 'd', 'e', 'f']) as who;
insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash, accepted_at)
select pg_temp.org(left(entry, 1)), substr(entry, 2, 1) || '@pgtap.example', 'member', pg_temp.person('a'), sha256(convert_to(entry || repeat('t', 43), 'UTF8')),
  case when entry like '% accepted' then now() end
from unnest(array['xb', 'xb accepted', 'xc', 'yb']) as entry;

-- Leaving

select is(pg_temp.call('b', 'select public.leave_organization({y})'), '', 'B leaves Y');
select is(pg_temp.removals(), null, 'and may come back');
select is(pg_temp.invitations(), 'xb accepted, xb pending, xc pending, yb pending', 'with the invitation, too');
select is(pg_temp.call('d', 'select public.leave_organization({x})'), '', 'D leaves X before the membership ends');
update public.organization_members set expires_at = now() - interval '1 day' where user_id = pg_temp.person('e');
select is(pg_temp.call('e', 'select public.leave_organization({y})'), '', 'E leaves Y after it has ended');
select is(pg_temp.removals(), 'xd ye', 'neither comes back as a member without an end');

-- Removing

select is(pg_temp.call('b', 'select public.remove_member({x}, {c})'), 'permission denied', 'B removes no one');
select is(pg_temp.removals(), 'xd ye', 'which is not recorded');
select is(pg_temp.call('a', 'select public.remove_member({x}, {b})'), '', 'A removes B from X');
select is(pg_temp.removals(), 'xb xd ye', 'which is recorded for X');
select is((select removed_at from private.organization_removals where user_id = pg_temp.person('b')), now(), 'with the time');
select is(pg_temp.invitations(), 'xb accepted, xc pending, yb pending', 'and revokes the pending invitation to X');
insert into public.organization_members (organization_id, user_id, role, expires_at) values
  (pg_temp.org('x'), pg_temp.person('b'), 'member', null), (pg_temp.org('x'), pg_temp.person('d'), 'member', now() + interval '1 day');
select is(pg_temp.call('a', 'select public.remove_member({x}, {b})'), '', 'B is removed again, after an operator had added them');
select is(pg_temp.call('d', 'select public.leave_organization({x})'), '', 'and D leaves again');
select is(pg_temp.removals(), 'xb xd ye', 'which changes nothing');
select is(pg_temp.call('a', 'select public.remove_member({x}, {f})'), '', 'A removes F');
select is(pg_temp.call('a', 'select public.remove_member({y}, {f})'), '', 'from both');

-- The export

select is(
  pg_temp.call(who, 'select string_agg(concat_ws('' '', organization_slug, removed_at = now()), '', '') from public.my_organization_removals()'), expected,
  format('%s exports: %s', upper(who), expected)
)
from (values ('b', 'pgtap-x t'), ('c', 'null'), ('f', 'pgtap-x t, pgtap-y t')) as exported (who, expected);

-- Coming back

select is(
  pg_temp.call('a', $$select 'invited' from public.invite_member({x}, 'f@pgtap.example', 'member', repeat('f', 43))$$), 'invited', 'A invites F to X'
);
select is(pg_temp.removals(), 'xb xd xf ye yf', 'which changes nothing');
select is(pg_temp.call('f', $$select public.accept_invitation(repeat('f', 43))$$), 'pgtap-x', 'until F accepts');
select is(pg_temp.removals(), 'xb xd ye yf', 'and has come back to X alone');

-- The end of an account and of an organization

delete from auth.users where id = pg_temp.person('b');
select is(pg_temp.removals(), 'xd ye yf', 'the record goes with the account');
delete from public.organizations where id = pg_temp.org('y');
select is((select count(*) from private.organization_removals where organization_id = pg_temp.org('y')), 0::bigint, 'and with the organization');
select throws_ok(
  $$insert into private.organization_removals (organization_id, user_id) values (pg_temp.org('x'), pg_temp.person('d'))$$, '23505', null, 'once per user'
);

select * from finish();
rollback;
