-- What changes organizations and their members, and who may do it.
begin;
create extension if not exists pgtap with schema extensions;
select plan(159);

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

-- Creating

select is(
  pg_temp.call('e1', $$select public.create_organization('  New ', 'pgtap-new')::text ~ '^[0-9a-f-]{36}$'$$), 'true', 'E creates an organization'
);
select is(
  (select format('%s %s %s %s', organization.name, organization.requires_mfa, member.role, member.expires_at) from public.organizations as organization
   join public.organization_members as member on member.organization_id = organization.id where slug = 'pgtap-new' and user_id = pg_temp.person('e')),
  'New f owner ', 'and owns it'
);
select is(pg_temp.call('d1', $$select public.create_organization('Other', 'pgtap-new')$$), 'slug_taken', 'an address belongs to one organization');
select throws_ok(
  format('insert into public.organizations (slug, name) values (%L, %L)', slug, name), '23514', null, format('not as an organization: %s, %s', left(slug, 12), left(name, 12))
)
from (values ('a', 'A'), (repeat('a', 41), 'A'), ('-ab', 'A'), ('ab-', 'A'), ('a--b', 'A'), ('Ab', 'A'), ('a_b', 'A'), ('a/b', 'A'), ('ab', ''), ('ab', ' A'),
  ('ab', repeat('x', 101)), ('ab', E'A\nB')) as invalid (slug, name);
select lives_ok(format('insert into public.organizations (slug, name) values (%L, %L)', slug, name), format('an organization: %s', left(slug, 12)))
from (values ('42', 'A'), (repeat('a', 40), repeat('🏠', 100)), ('a-b-c9', 'A B')) as valid (slug, name);
select throws_ok($$insert into public.organizations (slug, name) values ('pgtap-x', 'A')$$, '23505', null, 'an address is unique');
select throws_ok(
  $$insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('x'), pg_temp.person('c'), 'member')$$, '23505', null, 'one membership per user'
);
select throws_ok(
  $$insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('n'), pg_temp.person('c'), 'member')$$, '23503', null, 'in an organization'
);
select throws_ok(
  $$insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('x'), pg_temp.person('f'), 'member')$$, '23503', null, 'of a user'
);
select throws_ok($$insert into private.organization_role_permissions values ('member', 'Notes read')$$, '23514', null, 'permissions are named noun.verb');
select throws_ok($$insert into private.organization_role_permissions values ('member', 'notes.read')$$, '23505', null, 'and listed once');

-- Renaming and the second factor

select is(pg_temp.call(who || '1', format('select public.rename_organization({%s}, ''Renamed by %s'')', of_org, who)), expected, format('%s renames %s: %s', upper(who), upper(of_org), expected))
from (values ('a', 'x', ''), ('b', 'x', ''), ('c', 'x', 'permission denied'), ('d', 'x', 'permission denied'), ('e', 'x', 'permission denied'),
  ('a', 'y', 'permission denied'), ('b', 'y', 'permission denied'), ('a', 'n', 'permission denied')) as renamed (who, of_org, expected);
select is((select array_agg(name order by slug) from public.organizations where slug ~ '^pgtap-[xyz]$'), array['Renamed by b', 'Org Y', 'Org Z'], 'only X has another name');
select is(pg_temp.call('a1', 'select public.rename_organization({x}, '' Org X '')'), '', 'A renames it again');
select is(pg_temp.call('a1', 'select public.rename_organization({x}, ''Org X'')'), '', 'to the name that it has');
select is(pg_temp.call('a1', 'select public.set_organization_mfa({x}, true)'), 'aal2_required', 'requiring the second factor needs it');
select is(pg_temp.call(who || '1', format('select public.set_organization_mfa({%s}, %L)', of_org, required)), 'permission denied', format('%s does not set it for %s', upper(who), upper(of_org)))
from (values ('c', 'x', true), ('c', 'x', false), ('d', 'x', true), ('a', 'y', true), ('b', 'y', false)) as denied (who, of_org, required);
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
values (pg_temp.person('a'), pg_temp.person('a'), 'Phone', 'totp', 'verified', now(), now());
insert into private.trusted_devices (id, user_id, token_hash, factor_ids, expires_at)
values (pg_temp.person('a'), pg_temp.person('a'), sha256('a'), private.verified_factor_ids(pg_temp.person('a')), now() + interval '1 day');
insert into private.trusted_sessions (session_id, device_id) select id, pg_temp.person('a') from auth.sessions where id::text like 'a3%';
select is(pg_temp.call('a2', 'select public.set_organization_mfa({x}, true)'), '', 'A requires the second factor in X');
select is(pg_temp.call(session, $$select count(*) from public.my_organizations('organization.read') as id where id = {x}$$), expected, title)
from (values ('a2', '1', 'A reaches X at aal2'), ('a1', '0', 'not before the second factor'), ('a3', '0', 'nor on a trusted device'), ('b1', '0', 'nor does B, who has no factor'))
  as reached (session, expected, title);
select is(
  pg_temp.call('b1', $$select string_agg(concat(right(slug, 1), is_accessible, requires_mfa), ',' order by slug) from public.list_my_organizations()$$), 'xft,ytf',
  'B still sees that they belong to X'
);
select is(pg_temp.call('b1', 'select count(*) from public.list_organization_members({x})'), '0', 'but no members');
select is(pg_temp.call('b1', 'select public.remove_member({x}, {c})'), 'permission denied', 'and changes nothing');
select is(pg_temp.call('a2', 'select public.set_organization_mfa({x}, false)'), '', 'A turns it off');
select is(pg_temp.call('b1', 'select public.set_organization_mfa({x}, false)'), '', 'twice, which needs no second factor');
select is(pg_temp.call('b1', $$select count(*) from public.my_organizations('organization.read') as id where id = {x}$$), '1', 'B reaches X again');
delete from auth.mfa_factors where user_id = pg_temp.person('a');

-- Roles. F is a second admin of X.

insert into auth.users (id, email, email_confirmed_at) values (pg_temp.person('f'), 'f@pgtap.example', now());
insert into auth.sessions (id, user_id) values ('f1ffffff-0000-4000-8000-000000000000', pg_temp.person('f'));
insert into public.organization_members (organization_id, user_id, role, created_at) values (pg_temp.org('x'), pg_temp.person('f'), 'admin', now() + interval '1 minute');
select is(pg_temp.call(who || '1', format('select public.change_member_role({%s}, {%s}, %L, %s)', of_org, about, role, until)), expected, format('%s: %s in %s %s: %s', upper(who), upper(about), upper(of_org), role, expected))
from (values
  ('c', 'x', 'c', 'admin', 'null', 'permission denied'), ('c', 'x', 'f', 'member', 'null', 'permission denied'), ('d', 'x', 'c', 'admin', 'null', 'permission denied'),
  ('e', 'x', 'e', 'owner', 'null', 'permission denied'), ('a', 'y', 'b', 'admin', 'null', 'permission denied'), ('a', 'n', 'b', 'admin', 'null', 'permission denied'),
  ('b', 'x', 'c', 'owner', 'null', 'role_above_own'), ('b', 'x', 'a', 'member', 'null', 'role_above_own'), ('b', 'x', 'a', 'owner', 'null', 'role_above_own'),
  ('b', 'x', 'b', 'owner', 'null', 'own_membership'), ('b', 'x', 'b', 'member', 'null', 'own_membership'), ('a', 'x', 'a', 'owner', 'null', 'own_membership'),
  ('b', 'x', 'e', 'member', 'null', 'member_not_found'), ('b', 'x', 'd', 'member', 'null', 'member_not_found'),
  ('b', 'x', 'c', 'admin', 'now()', 'expiry_in_past'), ('b', 'x', 'c', 'admin', 'now() - interval ''1 day''', 'expiry_in_past')
) as rejected (who, of_org, about, role, until, expected);
select is(pg_temp.members('x'), 'a owner, b admin, c member, f admin', 'nothing has changed');
select is(pg_temp.call('b1', $$select public.change_member_role({x}, {c}, 'admin', now() + interval '1 hour')$$), '', 'an admin makes a member an admin for an hour');
select is(pg_temp.members('x'), 'a owner, b admin, c admin until, f admin', 'C is an admin until then');
select is(pg_temp.call('c1', $$select count(*) from public.my_organizations('members.manage') as id where id = {x}$$), '1', 'and may do what admins do');
select is(pg_temp.call('c1', $$select expires_at > now() from public.list_my_organizations() where slug = 'pgtap-x'$$), 'true', 'and sees until when');
select is(pg_temp.call('c1', format('select public.change_member_role({x}, {f}, ''member'', %s)', until)), expected, format('C makes F a member until %s: %s', until, expected))
from (values ('null', 'expiry_after_own'), ('now() + interval ''2 hours''', 'expiry_after_own'), ('now() + interval ''1 hour''', '')) as limited (until, expected);
update public.organization_members set expires_at = now() where user_id = pg_temp.person('c') and organization_id = pg_temp.org('x');
select is(pg_temp.call('c1', $$select count(*) from public.my_organizations('organization.read') as id where id = {x}$$), '0', 'an expired member reaches nothing');
select is(pg_temp.call('c1', $$select count(*) from public.list_my_organizations() where slug = 'pgtap-x'$$), '0', 'and no longer lists the organization');
select is(pg_temp.call('c1', $$select public.change_member_role({x}, {f}, 'member')$$), 'permission denied', 'and manages no one');
select is(pg_temp.call('a1', 'select string_agg(name, '','' order by joined_at) from public.list_organization_members({x})'), 'A,B,C,', 'others see it until it is removed');
select is(pg_temp.call('a1', $$select public.change_member_role({x}, {c}, 'member')$$), '', 'an owner makes C a member again');
select is(pg_temp.call('a1', $$select public.change_member_role({x}, {f}, 'owner', now() + interval '1 day')$$), '', 'an owner makes F an owner for a day');
update auth.sessions set created_at = now() - interval '11 minutes' where user_id = pg_temp.person('f');
select is(pg_temp.call('f1', statement), expected, statement)
from (values
  ($$select public.change_member_role({x}, {b}, 'owner', null)$$, 'expiry_after_own'),
  ($$select public.transfer_ownership({x}, {b})$$, 'reauthentication_needed'),
  ($$select public.change_member_role({x}, {a}, 'member', now() + interval '1 hour')$$, 'last_owner'),
  ($$select public.remove_member({x}, {a})$$, 'last_owner')
) as limited (statement, expected);
update auth.sessions set created_at = now() where user_id = pg_temp.person('f');
select is(pg_temp.call('f1', 'select public.transfer_ownership({x}, {b})'), 'expiry_after_own', 'a temporary owner hands over nothing');

-- Pages of members

select is(pg_temp.call('a1', format('select string_agg(left(user_id::text, 1), '','') from public.list_organization_members({x}, %s)', arguments)), expected, arguments)
from (values ('size => 2', 'a,b'), ('size => 1000', 'a,b,c,f'), ('size => -1', 'a'), ('after => {b}', 'c,f'), ('after => {b}, size => 1', 'c'), ('after => {f}', 'null'),
  ('after => {e}', 'null'), ('user_ids => array[{c}, {b}, {e}]::uuid[]', 'b,c')) as page (arguments, expected);

-- Leaving and removing

select is(pg_temp.call(who || '1', format('select public.remove_member({%s}, {%s})', of_org, about)), expected, format('%s removes %s of %s: %s', upper(who), upper(about), upper(of_org), expected))
from (values
  ('c', 'x', 'b', 'permission denied'), ('e', 'x', 'c', 'permission denied'), ('d', 'y', 'b', 'permission denied'), ('b', 'y', 'c', 'permission denied'),
  ('b', 'x', 'a', 'role_above_own'), ('b', 'x', 'f', 'role_above_own'), ('b', 'x', 'b', 'own_membership'), ('b', 'x', 'd', 'member_not_found')
) as rejected (who, of_org, about, expected);
select is(pg_temp.members('x'), 'a owner, b admin, c member, f owner until', 'no one is removed');
select is(pg_temp.call(who || '1', format('select public.leave_organization({%s})', of_org)), expected, format('%s leaves %s: %s', upper(who), upper(of_org), expected))
from (values ('a', 'x', 'last_owner'), ('d', 'z', 'last_owner'), ('e', 'x', 'permission denied'), ('a', 'n', 'permission denied')) as rejected (who, of_org, expected);
insert into public.notes (organization_id, author_id, note) values (pg_temp.org('x'), pg_temp.person('c'), 'by C'), (pg_temp.org('x'), pg_temp.person('f'), 'by F');
select is(pg_temp.call('f1', 'select public.leave_organization({x})'), '', 'a temporary owner leaves');
select is(pg_temp.call('b1', 'select public.remove_member({x}, {c})'), '', 'an admin removes a member');
select is(pg_temp.members('x'), 'a owner, b admin', 'both are gone');
select results_eq(
  $$select note, author_id, organization_id is not null from public.notes where note in ('by C', 'by F') order by note$$, $$values ('by C', null::uuid, true), ('by F', null::uuid, true)$$,
  'their notes stay, without their names'
);

-- Handing over, and the last owner

select is(pg_temp.call(session, format('select public.transfer_ownership({x}, {%s})', about)), expected, format('%s hands X over to %s: %s', session, upper(about), expected))
from (values ('b1', 'b', 'permission denied'), ('d1', 'd', 'permission denied'), ('a3', 'b', 'reauthentication_needed'), ('a1', 'a', 'own_membership'), ('a1', 'e', 'member_not_found'))
  as rejected (session, about, expected);
update auth.users set banned_until = now() + interval '1 day' where id = pg_temp.person('b');
select is(pg_temp.call('a1', 'select public.transfer_ownership({x}, {b})'), 'last_owner', 'not to a banned member');
update auth.users set banned_until = null, email_confirmed_at = null where id = pg_temp.person('b');
select is(pg_temp.call('a1', 'select public.transfer_ownership({x}, {b})'), 'last_owner', 'nor to one whose email is not confirmed');
update auth.users set email_confirmed_at = now(), banned_until = now() where id = pg_temp.person('b');
update public.organization_members set expires_at = now() + interval '1 day' where user_id = pg_temp.person('b') and organization_id = pg_temp.org('x');
insert into public.organization_members (organization_id, user_id, role)
values (pg_temp.org('x'), pg_temp.person('e'), 'member'), (pg_temp.org('y'), pg_temp.person('a'), 'member');
select is(pg_temp.call('a1', 'select public.transfer_ownership({x}, {b})'), '', 'A hands X over to B, whose ban and expiry are over');
select is(pg_temp.members('x'), 'a admin, b owner, e member', 'B owns it, and A is an admin');
select is(pg_temp.members('y'), 'a member, b member, c owner', 'no other organization changes');
delete from public.organization_members
where (organization_id, user_id) in ((pg_temp.org('x'), pg_temp.person('e')), (pg_temp.org('y'), pg_temp.person('a')));
select is(pg_temp.call('b1', 'select public.change_member_role({x}, {a}, ''owner'')'), '', 'B makes A an owner, too');
select is(pg_temp.call('b1', 'select public.change_member_role({x}, {a}, ''owner'', now() + interval ''1 day'')'), '', 'and a temporary one');
select is(pg_temp.call('b1', 'select public.leave_organization({x})'), 'last_owner', 'who does not count as the last owner');
select is(pg_temp.call('b1', 'select public.change_member_role({x}, {a}, ''owner'')'), '', 'A is an owner again');
-- A row lock in a subtransaction changes xmax.
savepoint before_locks;
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('z'), pg_temp.person('e'), 'owner');
create temporary table unlocked as select id, slug, xmax::text as locked_by from public.organizations;
select is(pg_temp.call('c1', 'select public.change_member_role({y}, {b}, ''admin'')'), '', 'a change of a member');
select results_eq(
  'select slug from public.organizations join unlocked using (id, slug) where organizations.xmax::text <> locked_by', array['pgtap-y'], 'locks the organization'
);
savepoint before_removal;
delete from public.organization_members where organization_id = pg_temp.org('z') and user_id = pg_temp.person('d');
select results_eq(
  'select slug from public.organizations join unlocked using (id, slug) where organizations.xmax::text <> locked_by order by slug', array['pgtap-y', 'pgtap-z'],
  'and the removal of an owner'
);
rollback to savepoint before_locks;
select throws_ok(format('delete from public.organization_members where organization_id = %L', pg_temp.org('z')), '22023', 'last_owner', 'the last owner stays, even in SQL');
select throws_ok(format('update public.organization_members set %s where organization_id = %L', change, pg_temp.org('z')), '22023', 'last_owner', change)
from unnest(array[
  'role = ''admin''', 'expires_at = now() + interval ''1 day''', 'user_id = ''eeeeeeee-0000-4000-8000-000000000000''',
  'organization_id = (select id from public.organizations where slug = ''pgtap-y'')'
]) as change;
select lives_ok(format('update public.organization_members set created_at = created_at where organization_id = %L', pg_temp.org('z')), 'another change of the last owner');

-- The end of an account

select throws_ok(format('delete from auth.users where id = %L', pg_temp.person('d')), '22023', 'last_owner', 'the last owner''s account is not deleted');
select throws_ok(format('update auth.users set deleted_at = now() where id = %L', pg_temp.person('d')), '22023', 'last_owner', 'nor marked as deleted');
select is(pg_temp.call('d1', 'select public.delete_account()'), 'last_owner', 'nor by D');
select lives_ok(format('update auth.users set updated_at = now() where id = %L', pg_temp.person('d')), 'other changes by the Auth server');
select is(pg_temp.members('z'), 'd owner', 'keep the membership');
select lives_ok(format('update auth.users set deleted_at = now() where id = %L', pg_temp.person('b')), 'an owner''s account among several is marked as deleted');
select is(pg_temp.members('x'), 'a owner', 'its membership ends');
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('x'), pg_temp.person('b'), 'owner');
select lives_ok(format('update auth.users set updated_at = now() where id = %L', pg_temp.person('b')), 'once: a later change of the deleted account');
select is(pg_temp.members('x'), 'a owner, b owner', 'ends no other membership');
select is(pg_temp.call('a1', 'select public.leave_organization({x})'), 'last_owner', 'but a deleted user is no owner');
delete from public.organization_members where user_id = pg_temp.person('b') and organization_id = pg_temp.org('x');

-- Deleting

insert into public.notes (organization_id, note) values (pg_temp.org('x'), 'of X');
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('x'), pg_temp.person('e'), 'admin');
select is(pg_temp.call(session, format('select public.delete_organization({%s})', of_org)), expected, format('%s deletes %s: %s', session, upper(of_org), expected))
from (values ('a3', 'x', 'reauthentication_needed'), ('e1', 'x', 'permission denied'), ('d1', 'x', 'permission denied'), ('a1', 'y', 'permission denied'), ('a1', 'x', ''),
  ('a1', 'x', 'permission denied')) as deleted (session, of_org, expected);
select is_empty(format('select from public.organizations where id = %L', pg_temp.org('x')), 'X is deleted');
select is_empty(format('select from public.organization_members where organization_id = %L', pg_temp.org('x')), 'with its members');
select is_empty(format('select from public.notes where organization_id = %L', pg_temp.org('x')), 'and notes');
select is((select count(*) from public.organizations where slug in ('pgtap-y', 'pgtap-z')), 2::bigint, 'and nothing else');

-- Audit

select results_eq(
  $$select type::text, left(user_id::text, 1), left(actor_id::text, 1), reason from public.audit_log where type::text like 'organization.%' and reason like 'pgtap-%' order by id$$,
  $$values
    ('organization.created', 'e', 'e', 'pgtap-new'),
    ('organization.renamed', 'a', 'a', 'pgtap-x'),
    ('organization.renamed', 'b', 'b', 'pgtap-x'),
    ('organization.renamed', 'a', 'a', 'pgtap-x'),
    ('organization.mfa_changed', 'a', 'a', 'pgtap-x: required'),
    ('organization.mfa_changed', 'a', 'a', 'pgtap-x: not required'),
    ('organization.member_role_changed', 'c', 'b', 'pgtap-x: admin'),
    ('organization.member_role_changed', 'f', 'c', 'pgtap-x: member'),
    ('organization.member_role_changed', 'c', 'a', 'pgtap-x: member'),
    ('organization.member_role_changed', 'f', 'a', 'pgtap-x: owner'),
    ('organization.member_left', 'f', 'f', 'pgtap-x'),
    ('organization.member_removed', 'c', 'b', 'pgtap-x'),
    ('organization.ownership_transferred', 'b', 'a', 'pgtap-x'),
    ('organization.member_role_changed', 'a', 'b', 'pgtap-x: owner'),
    ('organization.member_role_changed', 'a', 'b', 'pgtap-x: owner'),
    ('organization.member_role_changed', 'a', 'b', 'pgtap-x: owner'),
    ('organization.deleted', 'a', 'a', 'pgtap-x')$$,
  'every change is audited, and no rejected one'
);

-- Quotas

delete from private.quota_usage where user_id = pg_temp.person('e');
update private.quotas set max_rows = 1 where name = 'organizations' and period = '1 minute';
select is(pg_temp.call('e1', $$select length(public.create_organization('A', 'pgtap-first')::text)$$), '36', 'within the quota');
select is(pg_temp.call('e1', $$select public.create_organization('A', 'pgtap-second')$$), 'quota_exceeded', 'not beyond the quota');
select results_eq(
  $$select period from private.quotas where name = 'organizations' order by period$$, $$values ('1 minute'::interval), ('1 day')$$, 'per minute and per day'
);

select * from finish();
rollback;
