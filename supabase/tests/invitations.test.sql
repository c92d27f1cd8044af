-- Invitations to organizations.
begin;
create extension if not exists pgtap with schema extensions;
select no_plan();

select table_privs_are('private', 'organization_invitations', role, '{}') from unnest(array['anon', 'authenticated', 'service_role']) as role;

-- A owns X, B is an admin of X, C a member of X and owner of Y. D to G belong to none; F has not confirmed the address.
insert into auth.users (id, email, email_confirmed_at)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example', case letter when 'f' then null else now() end
from unnest(array['a', 'b', 'c', 'd', 'e', 'f', '0']) as letter;
update public.profiles set name = 'Ada' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into auth.sessions (id, user_id)
select (left(id::text, 1) || '1' || substr(id::text, 3))::uuid, id from auth.users where email like '_@pgtap.example';

create function pg_temp.person(letter text) returns uuid language sql immutable as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.org(letter text) returns uuid language sql immutable as $$
  select ('00000000-0000-4000-8000-00000000000' || case letter when 'x' then '1' when 'y' then '2' else '9' end)::uuid
$$;
create function pg_temp.token(number integer) returns text language sql immutable as $$
  select repeat('t', 42) || number
$$;
create function pg_temp.invitation(letter text, of_organization text default 'x') returns uuid language sql stable as $$
  select coalesce(
    (select id from private.organization_invitations
     where email = letter || '@pgtap.example' and organization_id = pg_temp.org(of_organization) and accepted_at is null),
    pg_temp.org('n')
  )
$$;
-- What a statement returns in the session of a user, or its error. {x} is the ID of organization X, [d] that of the invitation of D,
-- <1> the first token.
create function pg_temp.call(who text, statement text) returns text language plpgsql as $$
declare
  result text;
  letter text;
begin
  foreach letter in array array['a', 'b', 'c', 'd', 'e', 'f', '0', 'g'] loop
    statement := replace(statement, format('[%s]', letter), quote_literal(pg_temp.invitation(letter)));
  end loop;
  foreach letter in array array['x', 'y', 'n'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.org(letter)));
  end loop;
  for number in 1..9 loop
    statement := replace(statement, format('<%s>', number), quote_literal(pg_temp.token(number)));
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
-- Pending invitations, such as "d member, e admin".
create function pg_temp.pending(of_organization text) returns text language sql stable as $$
  select string_agg(left(email, 1) || ' ' || role, ', ' order by email) from private.organization_invitations
  where organization_id = pg_temp.org(of_organization) and accepted_at is null
$$;
create function pg_temp.allowed() returns text language sql stable as $$
  select string_agg(left(entry, 1), '' order by entry) from private.allowed_signups where source = 'invitation' and entry like '%@pgtap.example'
$$;
create function pg_temp.members(of_organization text) returns text language sql stable as $$
  select string_agg(left(user_id::text, 1) || ' ' || role || case when expires_at is null then '' else ' until' end, ', ' order by user_id::text collate "C")
  from public.organization_members where organization_id = pg_temp.org(of_organization)
$$;

insert into public.organizations (id, slug, name)
select pg_temp.org(letter), 'pgtap-' || letter, 'Org ' || upper(letter) from unnest(array['x', 'y']) as letter;
insert into public.organization_members (organization_id, user_id, role)
select pg_temp.org(left(entry, 1)), pg_temp.person(substr(entry, 2, 1)), substr(entry, 4)::public.organization_role
from unnest(array['xa owner', 'xb admin', 'xc member', 'yc owner']) as entry;

-- Inviting

select is(
  pg_temp.call(who, format('select public.invite_member({%s}, ''%s@pgtap.example'', %L, <1>, %s)', of_org, about, role, until)), expected,
  format('%s invites %s to %s as %s until %s: %s', upper(who), upper(about), upper(of_org), role, until, expected)
)
from (values
  ('c', 'x', 'd', 'member', 'null', 'permission denied'), ('d', 'x', 'd', 'member', 'null', 'permission denied'),
  ('a', 'y', 'd', 'member', 'null', 'permission denied'), ('a', 'n', 'd', 'member', 'null', 'permission denied'),
  ('b', 'x', 'd', 'owner', 'null', 'role_above_own'), ('b', 'x', 'd', 'member', 'now()', 'expiry_in_past'),
  ('b', 'x', 'c', 'member', 'null', 'already_member')
) as rejected (who, of_org, about, role, until, expected);
select is(pg_temp.call('b', $$select public.invite_member({x}, 'd@pgtap.example', 'member', repeat('t', 42))$$), 'token_too_short', 'a short token is rejected');
select is(pg_temp.call('b', $$select public.invite_member({x}, 'd@pgtap.example', 'member', null)$$), 'token_too_short', 'as is none');
select matches(pg_temp.call('b', format('select public.invite_member({x}, %L, ''member'', <1>)', address)), 'violates check', format('an invalid address is rejected: %s', left(address, 20)))
from unnest(array['d', '@pgtap.example', 'd@', 'd d@pgtap.example', 'd@e@pgtap.example', repeat('d', 310) || '@pgtap.example']) as address;
select throws_ok(
  $$insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
    values (pg_temp.org('x'), 'D@pgtap.example', 'member', pg_temp.person('a'), sha256('t'))$$, '23514', null, 'addresses are in lower case'
);
select throws_ok(
  $$insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
    values (pg_temp.org('x'), 'd@pgtap.example', 'member', pg_temp.person('a'), 'short')$$, '23514', null, 'a hash has 32 bytes'
);
select is(pg_temp.pending('x'), null, 'no one is invited so far');
select is(pg_temp.allowed(), null, 'or may sign up');

select matches(pg_temp.call('b', $$select public.invite_member({x}, ' D@PGTAP.example ', 'member', <1>)$$), '^[0-9a-f-]{36}$', 'B invites D');
select is(
  (select format('%s %s %s', email, invited_by = pg_temp.person('b'), token_hash = sha256(convert_to(pg_temp.token(1), 'UTF8')))
   from private.organization_invitations where email = 'd@pgtap.example'), 'd@pgtap.example t t', 'with the address in lower case and the hash of the token'
);
select is(
  (select format('%s %s %s', type, user_id = pg_temp.person('b'), reason) from public.audit_log where type = 'organization.invitation_sent'),
  'organization.invitation_sent t pgtap-x: member', 'which is audited without the address'
);
select is(pg_temp.call('a', $$select public.invite_member({x}, 'd@pgtap.example', 'admin', <2>)$$), 'already_invited', 'an address has one pending invitation');
select matches(pg_temp.call('c', $$select public.invite_member({y}, 'd@pgtap.example', 'admin', <2>)$$), '^[0-9a-f-]{36}$', 'in an organization');
select matches(pg_temp.call('c', $$select public.invite_member({y}, 'a@pgtap.example', 'member', <3>)$$), '^[0-9a-f-]{36}$', 'a member of another one can be invited');
select is(pg_temp.call('a', $$select public.invite_member({x}, 'e@pgtap.example', 'admin', <1>)$$), 'duplicate key value violates unique constraint "organization_invitations_token_hash_key"', 'a token is for one invitation');
select matches(pg_temp.call('a', $$select public.invite_member({x}, 'e@pgtap.example', 'owner', <4>, now() + interval '1 day')$$), '^[0-9a-f-]{36}$', 'A invites E as an owner for a day');
select is(pg_temp.allowed(), 'ade', 'the invited may sign up');
select is((select expires_at from private.allowed_signups where entry = 'd@pgtap.example'), now() + interval '7 days', 'as long as an invitation is pending');
update private.signup_policy set mode = 'invited';
select ok(private.is_signup_allowed('d@pgtap.example') and not private.is_signup_allowed('g@pgtap.example'), 'in the mode invited, others may not');

-- The list

select is(pg_temp.call(who, format('select count(*) from public.list_invitations({%s})', of_org)), expected, format('%s sees %s invitations of %s', upper(who), expected, upper(of_org)))
from (values ('a', 'x', '2'), ('b', 'x', '2'), ('c', 'x', '0'), ('d', 'x', '0'), ('c', 'y', '2'), ('a', 'y', '0'), ('a', 'n', '0')) as listed (who, of_org, expected);
select is(
  pg_temp.call('a', $$select string_agg(concat_ws(' ', email, role, member_until = now() + interval '1 day', expires_at - now()), ', ') from public.list_invitations({x})$$),
  'd@pgtap.example member 7 days, e@pgtap.example owner t 1 day', 'with role, end, and expiry'
);
select is(pg_temp.call('a', $$select string_agg(left(email, 1), '') from public.list_invitations({x}, 'd@pgtap.example')$$), 'e', 'after an address');
select is(pg_temp.call('a', $$select string_agg(left(email, 1), '') from public.list_invitations({x}, size => 1)$$), 'd', 'in pages');
select is(pg_temp.call('a', $$select string_agg(left(email, 1), '') from public.list_invitations({x}, size => 0)$$), 'd', 'of at least one');

-- Renewing

select is(pg_temp.call(who, statement), expected, format('%s: %s: %s', upper(who), statement, expected))
from (values
  ('c', 'select public.renew_invitation({x}, [d], <5>)', 'permission denied'), ('d', 'select public.renew_invitation({x}, [d], <5>)', 'permission denied'),
  ('c', 'select public.renew_invitation({y}, [d], <5>)', 'invitation_not_found'), ('b', 'select public.renew_invitation({x}, [e], <5>)', 'role_above_own'),
  ('a', 'select public.renew_invitation({x}, {n}, <5>)', 'invitation_not_found'), ('a', 'select public.renew_invitation({x}, [d], ''short'')', 'token_too_short'),
  ('c', 'select public.revoke_invitation({x}, [d])', 'permission denied'), ('d', 'select public.revoke_invitation({x}, [d])', 'permission denied'),
  ('c', 'select public.revoke_invitation({y}, [d])', 'invitation_not_found'), ('b', 'select public.revoke_invitation({x}, [e])', 'role_above_own'),
  ('a', 'select public.revoke_invitation({x}, {n})', 'invitation_not_found')
) as rejected (who, statement, expected);
update private.organization_invitations set expires_at = now() where id = pg_temp.invitation('d');
select is(pg_temp.call('d', 'select public.accept_invitation(<1>)'), 'invitation_expired', 'an expired invitation is not accepted');
select is(pg_temp.call('a', 'select public.renew_invitation({x}, [d], <5>)'), 'd@pgtap.example', 'A renews it');
select is((select count(*)::integer from public.audit_log where type = 'organization.invitation_sent' and reason = 'pgtap-x: member'), 2, 'which is audited');
select is(
  (select format('%s %s', invited_by = pg_temp.person('a'), expires_at - now()) from private.organization_invitations where id = pg_temp.invitation('d')),
  't 7 days', 'A is the sender now'
);
select is(pg_temp.call('d', 'select public.accept_invitation(<1>)'), 'invitation_not_found', 'and the previous token does nothing');
update public.organization_members set expires_at = now() + interval '1 day' where user_id = pg_temp.person('b');
select is(pg_temp.call('b', 'select public.renew_invitation({x}, [d], <6>)'), 'expiry_after_own', 'no one renews what they could not grant');
update public.organization_members set expires_at = null where user_id = pg_temp.person('b');

-- Reading

create function pg_temp.read(number integer) returns text language plpgsql as $$
declare
  result text;
begin
  set local role anon;
  select concat_ws(', ', organization_name, organization_slug, email, role, member_until - now(), invited_by, status) into result from public.read_invitation(pg_temp.token(number));
  reset role;
  return result;
end
$$;
select is(pg_temp.read(number), expected, format('token %s: %s', number, expected))
from (values (5, 'Org X, pgtap-x, d@pgtap.example, member, Ada, pending'), (2, 'Org Y, pgtap-y, d@pgtap.example, admin, c@pgtap.example, pending'),
  (4, 'Org X, pgtap-x, e@pgtap.example, owner, 1 day, Ada, pending'), (1, null)) as read (number, expected);
select is(pg_temp.call('d', 'select status from public.read_invitation(<5>)'), 'permission denied for function read_invitation', 'the application reads it without a session');
update private.organization_invitations set member_until = now() where token_hash = sha256(convert_to(pg_temp.token(4), 'UTF8'));
select matches(pg_temp.read(4), 'expired$', 'an invitation ends with the membership that it would grant');
select is(pg_temp.call('e', 'select public.accept_invitation(<4>)'), 'invitation_expired', 'and is not accepted then');
update private.organization_invitations set member_until = now() + interval '1 day' where token_hash = sha256(convert_to(pg_temp.token(4), 'UTF8'));

-- Accepting

select is(pg_temp.call(who, 'select public.accept_invitation(<5>)'), 'other_address', format('%s cannot accept the invitation of D', upper(who)))
from unnest(array['a', 'c', 'e', 'f']) as who;
select matches(pg_temp.call('a', $$select public.invite_member({x}, 'f@pgtap.example', 'member', <6>)$$), '^[0-9a-f-]{36}$', 'A invites F');
select is(pg_temp.call('f', 'select public.accept_invitation(<6>)'), 'other_address', 'F has not confirmed the address');
select is(pg_temp.call('f', 'select count(*) from public.my_invitations()'), '0', 'and sees no invitation');
select is(pg_temp.call('d', 'select public.accept_invitation(''short'')'), 'token_too_short', 'a short token is no token');
delete from auth.sessions where user_id = pg_temp.person('d');
select is(pg_temp.call('d', 'select public.accept_invitation(<5>)'), 'other_address', 'accepting needs an active session');
insert into auth.sessions (id, user_id) values ('d1dddddd-0000-4000-8000-000000000000', pg_temp.person('d'));
select is(pg_temp.members('x'), 'a owner, b admin, c member', 'no one has joined');

select is(
  pg_temp.call('d', 'select string_agg(concat_ws('' '', organization_name, role, expires_at - now(), accepted_at), '', '' order by organization_name) from public.my_invitations()'),
  'Org X member 7 days, Org Y admin 7 days', 'D exports their own invitations'
);
savepoint before_accepting;
select is(pg_temp.call('d', 'select public.accept_invitation(<5>)'), 'pgtap-x', 'D accepts');
select is(pg_temp.members('x'), 'a owner, b admin, c member, d member', 'which makes D a member');
select is(pg_temp.members('y'), 'c owner', 'of X alone');
select is((select format('%s %s', user_id = pg_temp.person('d'), reason) from public.audit_log where type = 'organization.invitation_accepted'), 't pgtap-x: member', 'which is audited');
select is(pg_temp.pending('x'), 'e owner, f member', 'the invitation is no longer pending');
select is(pg_temp.call('a', 'select string_agg(left(email, 1), '''') from public.list_invitations({x})'), 'ef', 'or listed');
select matches(pg_temp.read(5), 'accepted$', 'and its page says so');
select is(pg_temp.call('d', 'select public.accept_invitation(<5>)'), 'pgtap-x', 'a second time leads to the organization as well');
select is((select count(*)::integer from public.audit_log where type = 'organization.invitation_accepted'), 1, 'and changes nothing');
select is(pg_temp.call('e', 'select public.accept_invitation(<5>)'), 'other_address', 'others still cannot');
select is(pg_temp.call('a', format('select public.renew_invitation({x}, %L, <7>)', id)), 'invitation_not_found', 'it cannot be renewed')
from private.organization_invitations where accepted_at is not null;
select is(pg_temp.call('a', $$select public.remove_member({x}, 'dddddddd-0000-4000-8000-000000000000')$$), '', 'D is removed');
select is(pg_temp.call('d', 'select public.accept_invitation(<5>)'), 'pgtap-x', 'the used link leads to the page');
select is(pg_temp.members('x'), 'a owner, b admin, c member', 'but does not bring D back');
select is(pg_temp.call('d', 'select count(accepted_at) from public.my_invitations()'), '1', 'D exports that it was accepted');
select is(pg_temp.allowed(), 'adef', 'D may still sign up for Y');
select matches(pg_temp.call('a', $$select public.invite_member({x}, 'd@pgtap.example', 'member', <7>)$$), '^[0-9a-f-]{36}$', 'D can be invited again');
select is(pg_temp.call('d', 'select public.accept_invitation(<7>)'), 'pgtap-x', 'and accepts');

-- Members who hold an invitation

select matches(pg_temp.call('a', $$select public.invite_member({x}, '0@pgtap.example', 'admin', <8>, now() + interval '2 days')$$), '^[0-9a-f-]{36}$', 'a user is invited as an admin');
insert into public.organization_members (organization_id, user_id, role, expires_at) values (pg_temp.org('x'), pg_temp.person('0'), 'member', now() + interval '1 day');
select is(pg_temp.call('a', $$select public.invite_member({x}, '0@pgtap.example', 'owner', <9>)$$), 'already_member', 'a temporary member is a member');
select is(pg_temp.call('0', 'select public.accept_invitation(<8>)'), 'pgtap-x', 'who joined in another way meanwhile');
select is(pg_temp.members('x'), '0 member until, a owner, b admin, c member, d member', 'and keeps their role');
update public.organization_members set expires_at = now() where user_id = pg_temp.person('0');
select matches(pg_temp.call('a', $$select public.invite_member({x}, '0@pgtap.example', 'admin', <9>)$$), '^[0-9a-f-]{36}$', 'once the membership has expired, the user is invited again');
select is(pg_temp.call('0', 'select public.accept_invitation(<9>)'), 'pgtap-x', 'and accepts');
select is(pg_temp.members('x'), '0 admin, a owner, b admin, c member, d member', 'with the new role');
rollback to savepoint before_accepting;

-- The first lock of an organization in this transaction changes xmax.
insert into public.organizations (id, slug, name) values (pg_temp.org('n'), 'pgtap-n', 'Org N');
insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('n'), pg_temp.person('c'), 'owner');
insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
values (pg_temp.org('n'), 'c@pgtap.example', 'member', pg_temp.person('c'), sha256(convert_to(pg_temp.token(9), 'UTF8')));
create temporary table unlocked as select id, xmax::text as locked_by from public.organizations;
select is(pg_temp.call('c', 'select public.accept_invitation(<9>)'), 'pgtap-n', 'an invitation to another organization');
select results_eq(
  'select slug from public.organizations join unlocked using (id) where organizations.xmax::text <> locked_by', array['pgtap-n'], 'locks that one'
);
rollback to savepoint before_accepting;

-- Revoking

select is(pg_temp.call('b', 'select public.revoke_invitation({x}, [d])'), '', 'B revokes the invitation of D');
select is(pg_temp.pending('x'), 'e owner, f member', 'which is gone');
select is((select format('%s %s', user_id = pg_temp.person('b'), reason) from public.audit_log where type = 'organization.invitation_revoked'), 't pgtap-x: member', 'which is audited');
select is(pg_temp.call('d', 'select public.accept_invitation(<5>)'), 'invitation_not_found', 'and cannot be accepted');
select is(pg_temp.allowed(), 'adef', 'D may sign up for Y');
select is(pg_temp.call('c', format('select public.revoke_invitation({y}, %L)', pg_temp.invitation('d', 'y'))), '', 'until C revokes that one, too');
select is(pg_temp.allowed(), 'aef', 'D may no longer sign up');

-- The sender's role

create function pg_temp.as_invited_by_b() returns void language sql as $$
  delete from private.organization_invitations where invited_by = pg_temp.person('b');
  insert into private.organization_invitations (organization_id, email, role, member_until, invited_by, token_hash, accepted_at) values
    (pg_temp.org('x'), 'm@pgtap.example', 'member', now() + interval '1 hour', pg_temp.person('b'), sha256('m'), null),
    (pg_temp.org('x'), 'n@pgtap.example', 'member', null, pg_temp.person('b'), sha256('n'), null),
    (pg_temp.org('x'), 'o@pgtap.example', 'admin', now() + interval '1 hour', pg_temp.person('b'), sha256('o'), null),
    (pg_temp.org('x'), 'p@pgtap.example', 'admin', null, pg_temp.person('b'), sha256('p'), now());
  insert into public.organization_members (organization_id, user_id, role) values (pg_temp.org('y'), pg_temp.person('b'), 'admin') on conflict do nothing;
  insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
  values (pg_temp.org('y'), 'q@pgtap.example', 'admin', pg_temp.person('b'), sha256('q'));
$$;
create function pg_temp.invited_by_b() returns text language sql stable as $$
  select string_agg(left(email, 1), '' order by email) from private.organization_invitations where invited_by = pg_temp.person('b')
$$;
create function pg_temp.after_change(role public.organization_role, until timestamptz) returns text language plpgsql as $$
begin
  update public.organization_members set role = 'owner', expires_at = null where organization_id = pg_temp.org('x') and user_id = pg_temp.person('b');
  perform pg_temp.as_invited_by_b();
  update public.organization_members set role = after_change.role, expires_at = until where organization_id = pg_temp.org('x') and user_id = pg_temp.person('b');
  return pg_temp.invited_by_b();
end
$$;
select is(pg_temp.after_change(role::public.organization_role, until), expected, format('B becomes %s until %s: %s are left', role, until, expected))
from (values ('owner', null, 'mnopq'), ('admin', null, 'mnopq'), ('admin', now() + interval '2 hours', 'mopq'), ('admin', now() + interval '1 hour', 'mopq'),
  ('admin', now() + interval '1 minute', 'pq'), ('member', null, 'pq')) as changed (role, until, expected);
update private.organization_invitations set role = 'owner', accepted_at = null where token_hash = sha256('p');
update public.organization_members set role = 'admin' where organization_id = pg_temp.org('x') and user_id = pg_temp.person('b');
select is(pg_temp.invited_by_b(), 'q', 'an admin cannot make owners');
select is(pg_temp.after_change('owner', null), 'mnopq', 'again');
select is(pg_temp.call('b', 'select public.leave_organization({x})'), '', 'B leaves X');
select is(pg_temp.invited_by_b(), 'q', 'and the invitations of B to X are gone');
select is(pg_temp.pending('x'), 'e owner, f member', 'those of others are not');
select is(pg_temp.allowed(), 'aefq', 'no one may sign up because of them');
delete from public.organizations where id = pg_temp.org('y');
select is(pg_temp.allowed(), 'ef', 'nor because of an organization that is deleted');

select * from finish();
rollback;
