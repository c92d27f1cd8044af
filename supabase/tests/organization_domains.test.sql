-- Domains through which users join organizations.
begin;
create extension if not exists pgtap with schema extensions;
select no_plan();

select table_privs_are('private', name, role, '{}')
from unnest(array['organization_domains', 'public_email_domains']) as name, unnest(array['anon', 'authenticated', 'service_role']) as role;

-- A owns X. B, 6, and 7 are admins of X, 7 until tomorrow; C is a member of X. 5 owns Y and Z. The others belong to none.
-- F has not confirmed the address. 0 is a guest.
insert into auth.users (id, email, email_confirmed_at, is_anonymous)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, email, case letter when 'f' then null else now() end, letter = '0'
from (values
  ('a', 'a@corp.example'), ('b', 'b@corp.example'), ('c', 'c@corp.example'), ('d', 'd@corp.example'), ('e', 'E@Corp.EXAMPLE'), ('f', 'f@corp.example'),
  ('0', '0@corp.example'), ('1', '1@evil-corp.example'), ('2', '2@corp.example.evil.example'), ('3', '3@sub.corp.example'),
  ('4', '"4@corp.example"@evil.example'), ('5', '5@other.example'), ('6', '6@gmail.com'), ('7', '7@corp.example'), ('8', '8@corp.example.'), ('9', '9@münchen.example')
) as person (letter, email);
update public.profiles set name = 'Ada' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
-- Session 3 is eleven minutes old.
insert into auth.sessions (id, user_id, created_at)
select (left(id::text, 1) || number || substr(id::text, 3))::uuid, id, now() - case number when 3 then interval '11 minutes' else interval '0' end
from auth.users, unnest(array[1, 3]) as number where id::text like '%-0000-4000-8000-000000000000' and email ~* 'example|gmail';

create function pg_temp.person(letter text) returns uuid language sql immutable as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.org(letter text) returns uuid language sql immutable as $$
  select ('00000000-0000-4000-8000-00000000000' || case letter when 'x' then '1' when 'y' then '2' when 'z' then '3' else '9' end)::uuid
$$;
-- What a statement returns in a session, or its error. {x} is the ID of organization X. The token claims another address, which counts for
-- nothing.
create function pg_temp.call(session text, statement text) returns text language plpgsql as $$
declare
  result text;
  letter text;
begin
  foreach letter in array array['x', 'y', 'z', 'n'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.org(letter)));
  end loop;
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', pg_temp.person(left(session, 1)), 'email', 'someone@other.example', 'email_verified', true,
    'session_id', session || repeat(left(session, 1), 6) || '-0000-4000-8000-000000000000'
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
-- Such as "x corp.example a".
create function pg_temp.domains() returns text language sql stable as $$
  select string_agg(concat_ws(' ', right(slug, 1), domain, left(added_by::text, 1)), ', ' order by slug, domain)
  from private.organization_domains join public.organizations on id = organization_id where slug like 'pgtap-%'
$$;
create function pg_temp.members(of_organization text) returns text language sql stable as $$
  select string_agg(left(user_id::text, 1) || ' ' || role || case when expires_at is null then '' else ' until' end, ', ' order by user_id::text collate "C")
  from public.organization_members where organization_id = pg_temp.org(of_organization)
$$;
create function pg_temp.joinable(session text) returns text language sql as $$
  select pg_temp.call(session, $sql$select string_agg(concat_ws(' ', right(slug, 1), name, domain), ', ') from public.list_joinable_organizations()$sql$)
$$;

insert into public.organizations (id, slug, name)
select pg_temp.org(letter), 'pgtap-' || letter, 'Org ' || upper(letter) from unnest(array['x', 'y', 'z']) as letter;
insert into public.organization_members (organization_id, user_id, role, expires_at)
select pg_temp.org(left(entry, 1)), pg_temp.person(substr(entry, 2, 1)), substr(entry, 4)::public.organization_role,
  case when entry like '_7%' then now() + interval '1 day' end
from unnest(array['xa owner', 'xb admin', 'xc member', 'x6 admin', 'x7 admin', 'y5 owner', 'z5 owner']) as entry;

-- The first lock of an organization in this transaction changes xmax. Joining again adds no row, which would lock it as well.
savepoint before_lock;
insert into public.organizations (id, slug, name) values (pg_temp.org('n'), 'pgtap-n', 'Org N');
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('n'), pg_temp.person('c'), 'owner');
create temporary table unlocked as select id, xmax::text as locked_by from public.organizations;
select is(pg_temp.call('c1', 'select public.join_organization(''pgtap-n'')'), '', 'joining an organization');
select results_eq(
  'select slug from public.organizations join unlocked using (id) where organizations.xmax::text <> locked_by', array['pgtap-n'], 'locks it'
);
rollback to savepoint before_lock;

-- Adding

select is(pg_temp.call(session, format('select public.add_organization_domain({%s}, %L)', of_org, domain)), expected, format('%s adds %s to %s: %s', session, domain, upper(of_org), expected))
from (values
  ('c1', 'x', 'corp.example', 'permission denied'), ('d1', 'x', 'corp.example', 'permission denied'), ('a1', 'y', 'corp.example', 'permission denied'),
  ('a1', 'n', 'corp.example', 'permission denied'), ('a3', 'x', 'corp.example', 'reauthentication_needed'), ('71', 'x', 'corp.example', 'expiry_after_own'),
  ('a1', 'x', 'other.example', 'not_own_domain'), ('a1', 'x', 'sub.corp.example', 'not_own_domain'), ('a1', 'x', 'example', 'not_own_domain'), ('a1', 'x', '', 'not_own_domain'),
  ('a1', 'x', null, 'not_own_domain'), ('a1', 'x', 'corp.example.', 'not_own_domain'), ('a1', 'x', '@corp.example', 'not_own_domain'), ('61', 'x', 'GMAIL.com', 'public_email_domain')
) as rejected (session, of_org, domain, expected);
update auth.users set email_confirmed_at = null where id = pg_temp.person('a');
select is(pg_temp.call('a1', $$select public.add_organization_domain({x}, 'corp.example')$$), 'not_own_domain', 'an unconfirmed address does not count');
update auth.users set email_confirmed_at = now() where id = pg_temp.person('a');
select is(pg_temp.domains(), null, 'nothing is added');
select throws_ok(
  format('insert into private.organization_domains (organization_id, domain, added_by) values (%L, %L, %L)', pg_temp.org('x'), domain, pg_temp.person('a')), '23514', null,
  format('no domain: %s', domain)
)
from unnest(array['', 'corp', 'Corp.example', 'corp.example.', '.corp.example', 'corp..example', '-corp.example', 'corp-.example', 'münchen.example', '@corp.example', 'corp.example ', E'corp.example\n'])
  as domain;
select throws_ok(
  format('insert into private.organization_domains (organization_id, domain, added_by) values (%L, ''corp.example'', %L)', pg_temp.org('x'), pg_temp.person('d')), '23503', null,
  'a domain is added by a member'
);
select throws_ok($$insert into private.public_email_domains values ('Gmail.example')$$, '23514', null, 'public domains are in lower case');
select throws_ok($$insert into private.public_email_domains values ('gmail.com')$$, '23505', null, 'and listed once');

select is(pg_temp.call('b1', $$select public.add_organization_domain({x}, 'CORP.Example')$$), '', 'an admin adds the domain of their address');
select is(pg_temp.domains(), 'x corp.example b', 'which is stored in lower case');
select is(pg_temp.call('a1', $$select public.add_organization_domain({x}, 'corp.example')$$), '', 'adding it again');
select is(pg_temp.domains(), 'x corp.example b', 'changes nothing');
select is(pg_temp.call('51', $$select public.add_organization_domain({y}, 'other.example')$$), '', 'another organization adds another domain');
select is(pg_temp.call('51', $$select public.add_organization_domain({z}, 'other.example')$$), '', 'and a second one the same');
select results_eq(
  $$select left(user_id::text, 1), reason from public.audit_log where type = 'organization.domain_added' order by id$$,
  $$values ('b', 'pgtap-x: corp.example'), ('5', 'pgtap-y: other.example'), ('5', 'pgtap-z: other.example')$$, 'every addition is audited'
);
savepoint before_limit;
insert into private.organization_domains (organization_id, domain, added_by)
select pg_temp.org('y'), 'd' || number || '.example', pg_temp.person('5') from generate_series(1, 20) as number;
insert into private.organization_domains (organization_id, domain, added_by)
select pg_temp.org('x'), 'd' || number || '.example', pg_temp.person('a') from generate_series(1, 8) as number;
update auth.users set email = 'a@tenth.example' where id = pg_temp.person('a');
select is(pg_temp.call('a1', $$select public.add_organization_domain({x}, 'tenth.example')$$), '', 'ten domains');
update auth.users set email = 'a@eleventh.example' where id = pg_temp.person('a');
select is(pg_temp.call('a1', $$select public.add_organization_domain({x}, 'eleventh.example')$$), 'too_many_domains', 'are the most of an organization');
select is(pg_temp.call('b1', $$select public.add_organization_domain({x}, 'corp.example')$$), '', 'whose domains can be added again');
rollback to savepoint before_limit;

-- The list

select is(
  pg_temp.call(session, format('select string_agg(concat_ws('' '', domain, added_by, created_at = now()), '', '') from public.list_organization_domains({%s})', of_org)), expected,
  format('%s lists the domains of %s: %s', session, upper(of_org), expected)
)
from (values ('a1', 'x', 'corp.example b@corp.example t'), ('61', 'x', 'corp.example b@corp.example t'), ('c1', 'x', 'null'), ('d1', 'x', 'null'), ('51', 'x', 'null'), ('a1', 'y', 'null'),
  ('51', 'y', 'other.example 5@other.example t')) as listed (session, of_org, expected);
update private.organization_domains set added_by = pg_temp.person('a') where domain = 'corp.example';
select is(pg_temp.call('b1', 'select added_by from public.list_organization_domains({x})'), 'Ada', 'with the name of who added it');
select is(
  pg_temp.call(session, 'select string_agg(concat_ws('' '', organization_slug, domain, created_at = now()), '', '') from public.my_organization_domains()'), expected,
  format('%s exports %s', session, expected)
)
from (values ('a1', 'pgtap-x corp.example t'), ('b1', 'null'), ('51', 'pgtap-y other.example t, pgtap-z other.example t')) as exported (session, expected);

-- Who can join

select is(pg_temp.joinable(who || '1'), expected, format('%s can join: %s', upper(who), expected))
from (values ('d', 'x Org X corp.example'), ('e', 'x Org X corp.example'), ('a', 'null'), ('c', 'null'), ('7', 'null'), ('f', 'null'), ('0', 'null'), ('1', 'null'), ('2', 'null'), ('3', 'null'),
  ('4', 'null'), ('6', 'null'), ('8', 'null'), ('9', 'null')) as joinable (who, expected);
select is(pg_temp.call(who || '1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', format('%s cannot join X', upper(who)))
from unnest(array['f', '0', '1', '2', '3', '4', '5', '8', '9']) as who;
select is(pg_temp.call('d1', format('select public.join_organization(%L)', slug)), 'permission denied', format('D cannot join %s', slug))
from unnest(array['pgtap-y', 'pgtap-none', 'PGTAP-X', null]) as slug;
select is(pg_temp.members('x'), '6 admin, 7 admin until, a owner, b admin, c member', 'no one has joined');
update auth.users set banned_until = now() + interval '1 day' where id = pg_temp.person('d');
select is(pg_temp.joinable('d1'), 'null', 'a banned user can join nothing');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'and does not');
update auth.users set banned_until = null where id = pg_temp.person('d');
select private.set_access_until(pg_temp.person('d'), now());
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'nor a user whose access has ended');
select private.set_access_until(pg_temp.person('d'), null);
select is(pg_temp.call('d2', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'nor without a session');
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
values (pg_temp.person('d'), pg_temp.person('d'), 'Phone', 'totp', 'verified', now(), now());
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'nor before the second factor');
delete from auth.mfa_factors where user_id = pg_temp.person('d');
update auth.users set email = 'd@elsewhere.example' where id = pg_temp.person('d');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'nor after a change of the address');
update auth.users set email = 'd@corp.example' where id = pg_temp.person('d');
insert into private.public_email_domains values ('corp.example');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'nor through a domain that has become a public one');
select is(pg_temp.joinable('d1'), 'null', 'which is not offered');
delete from private.public_email_domains where domain = 'corp.example';

-- Joining

insert into private.organization_domains (organization_id, domain, added_by, created_at) values (pg_temp.org('y'), 'corp.example', pg_temp.person('5'), now() - interval '1 day');
select is(pg_temp.joinable('d1'), 'y Org Y corp.example, x Org X corp.example', 'several organizations can have a domain, and the first is offered first');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), '', 'D joins X');
select is(pg_temp.members('x'), '6 admin, 7 admin until, a owner, b admin, c member, d member', 'as a member');
select is(pg_temp.members('y'), '5 owner', 'and not Y');
select is(pg_temp.joinable('d1'), 'y Org Y corp.example', 'which is still offered');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), '', 'joining X again changes nothing');
select is(pg_temp.call('71', 'select public.join_organization(''pgtap-x'')'), '', 'nor for a temporary member');
select results_eq(
  $$select left(user_id::text, 1), reason from public.audit_log where type = 'organization.member_joined'$$, $$values ('d', 'pgtap-x')$$, 'joining is audited once'
);
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-y'')'), '', 'D joins Y, too');
select is(pg_temp.call('d1', 'select public.leave_organization({x})'), '', 'D leaves X');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), '', 'and joins it again');
select is(pg_temp.members('x'), '6 admin, 7 admin until, a owner, b admin, c member, d member', 'as one member');

-- Who was removed or temporary

select is(pg_temp.call('a1', format('select public.remove_member({x}, %L)', pg_temp.person('d'))), '', 'A removes D');
select is(pg_temp.joinable('d1'), 'null', 'who is offered nothing anymore');
select is(pg_temp.call('d1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'and cannot join again');
select is(pg_temp.joinable('e1'), 'y Org Y corp.example, x Org X corp.example', 'while others can');
select is(pg_temp.call('d1', 'select public.leave_organization({y})'), '', 'D leaves Y');
select is(pg_temp.joinable('d1'), 'y Org Y corp.example', 'and can join Y again');
update public.organization_members set expires_at = now() where user_id = pg_temp.person('7');
select is(pg_temp.joinable('71'), 'y Org Y corp.example', 'an expired member is not offered the organization');
select is(pg_temp.call('71', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'and does not renew the membership');
select is(pg_temp.call('71', 'select public.leave_organization({x})'), '', 'not even after leaving');
select is(pg_temp.call('71', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'which ends it');
select is(pg_temp.members('x'), '6 admin, a owner, b admin, c member', 'D and 7 are gone');

-- Removing

select is(pg_temp.call(session, format('select public.remove_organization_domain({%s}, %L)', of_org, domain)), expected, format('%s removes %s of %s: %s', session, domain, upper(of_org), expected))
from (values
  ('c1', 'x', 'corp.example', 'permission denied'), ('d1', 'x', 'corp.example', 'permission denied'), ('51', 'x', 'corp.example', 'permission denied'),
  ('a1', 'y', 'corp.example', 'permission denied'), ('a1', 'x', 'other.example', 'domain_not_found'), ('63', 'x', 'CORP.example', ''), ('a1', 'x', 'corp.example', 'domain_not_found')
) as removed (session, of_org, domain, expected);
select is(pg_temp.domains(), 'y corp.example 5, y other.example 5, z other.example 5', 'X has no domain anymore');
select is(pg_temp.call('e1', 'select public.join_organization(''pgtap-x'')'), 'permission denied', 'and no one joins it');
select results_eq(
  $$select left(user_id::text, 1), reason from public.audit_log where type = 'organization.domain_removed'$$, $$values ('6', 'pgtap-x: corp.example')$$, 'the removal is audited'
);

-- The role of who added it

create function pg_temp.after_change(role public.organization_role, until timestamptz) returns text language plpgsql as $$
begin
  update public.organization_members set role = 'admin', expires_at = null where organization_id = pg_temp.org('x') and user_id = pg_temp.person('b');
  insert into private.organization_domains (organization_id, domain, added_by)
  values (pg_temp.org('x'), 'a.example', pg_temp.person('a')), (pg_temp.org('x'), 'b.example', pg_temp.person('b')), (pg_temp.org('y'), 'b.example', pg_temp.person('b'))
  on conflict do nothing;
  update public.organization_members set role = after_change.role, expires_at = until where organization_id = pg_temp.org('x') and user_id = pg_temp.person('b');
  return (select string_agg(right(slug, 1) || left(domain, 1), ' ' order by slug, domain)
    from private.organization_domains join public.organizations on id = organization_id where domain in ('a.example', 'b.example'));
end
$$;
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('y'), pg_temp.person('b'), 'admin');
select is(pg_temp.after_change(role::public.organization_role, until), expected, format('B becomes %s until %s: %s are left', role, until, expected))
from (values ('owner', null, 'xa xb yb'), ('admin', null, 'xa xb yb'), ('admin', now() + interval '1 day', 'xa yb'), ('member', null, 'xa yb')) as changed (role, until, expected);
select is(pg_temp.after_change('owner', null), 'xa xb yb', 'again');
select is(pg_temp.call('b1', 'select public.leave_organization({x})'), '', 'B leaves X');
select is(pg_temp.domains(), 'x a.example a, y b.example b, y corp.example 5, y other.example 5, z other.example 5', 'and the domain of B is gone from X');
delete from public.organizations where id = pg_temp.org('y');
select is(pg_temp.domains(), 'x a.example a, z other.example 5', 'with an organization, its domains go');

select * from finish();
rollback;
