-- Identity providers of single sign-on that are linked to organizations, and who becomes a member through them.
begin;
create extension if not exists pgtap with schema extensions;
select plan(57);

select table_privs_are('private', 'organization_sso_providers', role, '{}') from unnest(array['anon', 'authenticated', 'service_role']) as role;
select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from (values ('list_sso_providers', '{uuid}'), ('link_sso_provider', '{uuid,uuid}'), ('unlink_sso_provider', '{uuid,uuid}')) as function (name, arguments),
  unnest(array['anon', 'authenticated', 'service_role']) as role;

-- A is an admin, B a mentor, and C owns X and Y, without a role of the application. P, Q and R are identity providers.
insert into auth.users (id, email) select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example'
from unnest(array['a', 'b', 'c']) as letter;
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '_@pgtap.example';
truncate public.user_roles;
insert into public.user_roles (user_id, role) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'admin'), ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor');
delete from auth.sso_providers;

create function pg_temp.id(letter text) returns uuid language sql immutable as $$
  select case when letter in ('x', 'y', 'n') then '00000000-0000-4000-8000-00000000000' || translate(letter, 'xyn', '129')
    when letter in ('p', 'q', 'r', 'm') then '50000000-0000-4000-8000-00000000000' || translate(letter, 'pqrm', '1239')
    else repeat(letter, 8) || '-0000-4000-8000-000000000000' end::uuid
$$;
insert into auth.sso_providers (id) select pg_temp.id(letter) from unnest(array['p', 'q', 'r']) as letter;
insert into auth.sso_domains (id, sso_provider_id, domain)
select gen_random_uuid(), pg_temp.id(left(entry, 1)), substr(entry, 3)
from unnest(array['p two.pgtap.example', 'p One.pgtap.example', 'q q.pgtap.example']) as entry;
insert into public.organizations (id, slug, name) select pg_temp.id(letter), 'pgtap-' || letter, upper(letter) from unnest(array['x', 'y']) as letter;
insert into public.organization_members (organization_id, user_id, role)
select pg_temp.id(letter), pg_temp.id('c'), 'owner' from unnest(array['x', 'y']) as letter;

-- What a statement returns in the session of a user, or its error. {x} is the ID of organization X, {p} that of provider P.
create function pg_temp.call(who text, statement text) returns text language plpgsql as $$
declare
  result text;
  letter text;
begin
  foreach letter in array array['x', 'y', 'n', 'p', 'q', 'r', 'm'] loop
    statement := replace(statement, format('{%s}', letter), quote_literal(pg_temp.id(letter)));
  end loop;
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', pg_temp.id(who), 'session_id', pg_temp.id(who)
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
create function pg_temp.listed(organization text) returns text language sql as $$
  select pg_temp.call('a', format(
    $list$select string_agg(concat_ws(' ', right(id::text, 1), domains::text, is_linked), ', ') from public.list_sso_providers({%s})$list$, organization
  ))
$$;
-- The first sign-in of a new user of a provider, as the Auth server writes it.
create function pg_temp.first_sign_in(who text, provider text, at timestamptz default now()) returns void language sql as $$
  insert into auth.users (id, email, is_sso_user, raw_app_meta_data)
  values (pg_temp.id(who), who || '@q.pgtap.example', true, '{}');
  insert into auth.identities (id, user_id, provider, provider_id, identity_data, created_at, updated_at)
  values (gen_random_uuid(), pg_temp.id(who), provider, who, '{}', at, at)
$$;
-- A later sign-in.
create function pg_temp.sign_in(who text, at timestamptz default now()) returns void language sql as $$
  update auth.identities set identity_data = '{}', updated_at = at where user_id = pg_temp.id(who)
$$;
-- Memberships of users of single sign-on, such as "xd member".
create function pg_temp.members() returns text language sql stable as $$
  select string_agg(concat(right(slug, 1), left(user_id::text, 1), ' ', role), ', ' order by slug, user_id)
  from public.organization_members join public.organizations on id = organization_id
  where slug like 'pgtap-%' and user_id <> pg_temp.id('c')
$$;

-- Who links providers

select is(pg_temp.call(who, statement), 'permission denied', format('%s: %s', who, statement))
from unnest(array['b', 'c']) as who,
  unnest(array['select 1 from public.list_sso_providers({x})', 'select public.link_sso_provider({x}, {q})', 'select public.unlink_sso_provider({x}, {q})']) as statement;
select is(pg_temp.listed('x'), '3 {} f, 1 {one.pgtap.example,two.pgtap.example} f, 2 {q.pgtap.example} f', 'an admin sees all providers, by their domains');
select is(pg_temp.call('a', 'select public.link_sso_provider({x}, {p})'), '', 'and links one to X');
select is(pg_temp.call('a', 'select public.link_sso_provider({x}, {q})'), '', 'and another one');
select is(pg_temp.call('a', 'select public.link_sso_provider({y}, {q})'), 'sso_provider_linked', 'a provider belongs to one organization');
select is(pg_temp.listed('x'), '3 {} f, 1 {one.pgtap.example,two.pgtap.example} t, 2 {q.pgtap.example} t', 'X has two');
select is(pg_temp.listed('y'), '3 {} f', 'which cannot be chosen for Y');
select is(pg_temp.call('a', 'select public.unlink_sso_provider({y}, {p})'), '', 'removing a link that Y does not have');
select is(pg_temp.call('a', 'select public.link_sso_provider({y}, {p})'), 'sso_provider_linked', 'changes nothing');
select is(pg_temp.call('a', 'select public.link_sso_provider({x}, {m})'), 'sso_provider_not_found', 'a provider that does not exist is linked to nothing');
select is(pg_temp.call('a', 'select public.link_sso_provider({n}, {r})'), 'sso_provider_not_found', 'nor is one to an organization that does not exist');

-- Who becomes a member

create function pg_temp.provider(letter text) returns text language sql immutable as $$ select 'sso:' || pg_temp.id(letter) $$;
select lives_ok($$select pg_temp.first_sign_in('d', pg_temp.provider('p'))$$, 'D signs in through P for the first time');
select is(pg_temp.members(), 'xd member', 'and is a member of X');
select lives_ok($$select pg_temp.first_sign_in('e', pg_temp.provider('q'))$$, 'E through Q, which belongs to X, too');
select lives_ok($$select pg_temp.first_sign_in('f', pg_temp.provider('r'), now() - interval '1 day')$$, 'F through R, which belongs to no organization');
select lives_ok($$select pg_temp.first_sign_in('3', pg_temp.provider('r'), now() - interval '1 day')$$, 'and another one, too');
select lives_ok($$select pg_temp.first_sign_in('0', 'github')$$, 'and someone with GitHub');
select is(pg_temp.members(), 'xd member, xe member', 'D and E are members');
select is(pg_temp.call('a', 'select public.link_sso_provider({y}, {r})'), '', 'R is linked to Y');
select is(pg_temp.members(), 'xd member, xe member', 'which adds no one yet');
select lives_ok($$select pg_temp.sign_in('f')$$, 'F signs in again');
select is(pg_temp.members(), 'xd member, xe member, yf member', 'and is a member of Y');
delete from public.organization_members where user_id = pg_temp.id('f');
select lives_ok($$select pg_temp.sign_in('f', now() + interval '1 hour')$$, 'F, who has left, signs in again');
select is(pg_temp.members(), 'xd member, xe member', 'and stays away');

-- Who does not

insert into private.organization_removals (organization_id, user_id) values (pg_temp.id('x'), pg_temp.id('d')), (pg_temp.id('y'), pg_temp.id('e'));
delete from public.organization_members where user_id in (pg_temp.id('d'), pg_temp.id('e'));
select lives_ok($$select pg_temp.sign_in(who, now() - interval '1 day'), pg_temp.sign_in(who) from unnest(array['d', 'e']) as who$$, 'D, who was removed from X, signs in as if for the first time, and so does E');
select is(pg_temp.members(), 'xe member', 'a removal counts in the organization from which the user was removed');
update public.organization_members set role = 'admin' where user_id = pg_temp.id('e');
select lives_ok($$select pg_temp.sign_in('e', now() - interval '1 day'), pg_temp.sign_in('e')$$, 'E, now an admin, signs in again');
select is(pg_temp.members(), 'xe admin', 'and keeps the role');

-- A deletion that keeps the rows of a user, as the Auth server writes it: first the user, then the identities
update auth.users set deleted_at = now() where id = pg_temp.id('3');
select lives_ok($$select pg_temp.sign_in('3')$$, 'someone who had signed in before R was linked is deleted');
select is(pg_temp.members(), 'xe admin', 'and becomes no member');

-- A failure does not stop the sign-in

create function pg_temp.fail() returns trigger language plpgsql as $$ begin raise exception 'no member can be added'; end $$;
create trigger fail before insert on public.organization_members for each row execute function pg_temp.fail();
select lives_ok($$select pg_temp.first_sign_in('1', pg_temp.provider('p'))$$, 'someone signs in through P while no member can be added');
drop trigger fail on public.organization_members;
select is(pg_temp.members(), 'xe admin', 'and is no member');

-- The end of a link

select is(pg_temp.call('a', 'select public.unlink_sso_provider({x}, {q})'), '', 'the link of Q to X is removed');
select is(pg_temp.call('a', 'select public.unlink_sso_provider({x}, {q})'), '', 'which can be repeated');
select is(pg_temp.listed('x'), '1 {one.pgtap.example,two.pgtap.example} t, 2 {q.pgtap.example} f', 'P stays linked');
select is(pg_temp.members(), 'xe admin', 'members stay');
select lives_ok($$select pg_temp.first_sign_in('2', pg_temp.provider('q'))$$, 'someone signs in through Q');
select is(pg_temp.members(), 'xe admin', 'and is no member');
select results_eq(
  $$select type::text, left(user_id::text, 1), left(actor_id::text, 1), reason from public.audit_log where type::text like 'organization.sso_%' order by id$$,
  $$values
    ('organization.sso_linked', 'a', 'a', 'pgtap-x: one.pgtap.example, two.pgtap.example'), ('organization.sso_linked', 'a', 'a', 'pgtap-x: q.pgtap.example'),
    ('organization.sso_joined', 'd', null, 'pgtap-x'), ('organization.sso_joined', 'e', null, 'pgtap-x'), ('organization.sso_linked', 'a', 'a', 'pgtap-y'),
    ('organization.sso_joined', 'f', null, 'pgtap-y'), ('organization.sso_joined', 'e', null, 'pgtap-x'),
    ('organization.sso_unlinked', 'a', 'a', 'pgtap-x: q.pgtap.example')$$,
  'links and new members are audited'
);
delete from auth.sso_providers where id = pg_temp.id('p');
delete from public.organizations where id = pg_temp.id('y');
select is((select count(*) from private.organization_sso_providers), 0::bigint, 'a link goes with its provider, and with its organization');

select * from finish();
rollback;
