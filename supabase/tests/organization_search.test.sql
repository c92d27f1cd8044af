-- Administrators, and only they, list and search organizations.
begin;
create extension if not exists pgtap with schema extensions;
select plan(47);

insert into auth.users (id, email, raw_user_meta_data) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'admin@pgtap.example', '{}'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'owner@pgtap.example', '{"name": "Olga"}'),
  ('cccccccc-0000-4000-8000-000000000000', 'member@pgtap.example', '{}');
update public.profiles set name = 'Olga' where id = 'bbbbbbbb-0000-4000-8000-000000000000';
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
truncate public.user_roles;
insert into public.user_roles (user_id, role) values ('aaaaaaaa-0000-4000-8000-000000000000', 'admin');
delete from public.organizations;
insert into public.organizations (id, slug, name, created_at) values
  ('00000000-0000-4000-8000-000000000001', 'pgtap-oak', 'Green Oak', '2100-01-01'),
  ('00000000-0000-4000-8000-000000000002', 'pgtap-elm', 'Green Elm', '2100-01-01'),
  ('00000000-0000-4000-8000-000000000003', 'pgtap-ash', 'Old Ash', '2100-01-02');
insert into public.organization_members (organization_id, user_id, role, expires_at) values
  ('00000000-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'owner', null),
  ('00000000-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000000', 'member', null),
  ('00000000-0000-4000-8000-000000000002', 'cccccccc-0000-4000-8000-000000000000', 'owner', now() + interval '1 day'),
  ('00000000-0000-4000-8000-000000000003', 'cccccccc-0000-4000-8000-000000000000', 'owner', null);

-- Privileges

select function_privs_are('public', name, arguments::text[], role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from (values ('list_organizations', '{text,uuid,integer}'), ('get_organization', '{text}')) as function (name, arguments),
  unnest(array['anon', 'authenticated', 'service_role']) as role;
select table_privs_are('private', 'organization_search_terms', role, '{}') from unnest(array['anon', 'authenticated', 'service_role']) as role;

create function pg_temp.call(who text, statement text) returns text language plpgsql as $$
declare
  result text;
begin
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(who, 8) || '-0000-4000-8000-000000000000', 'session_id', repeat(who, 8) || '-0000-4000-8000-000000000000'
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
select is(pg_temp.call(who, statement), 'permission denied', format('%s: %s', who, statement))
from unnest(array['b', 'c', 'd']) as who,
  unnest(array['select slug from public.list_organizations()', $$select slug from public.get_organization('pgtap-oak')$$, $$select slug from public.get_organization('none')$$]) as statement;
select is_empty($$select from public.audit_log where type in ('organizations.listed', 'organization.viewed')$$, 'nothing was read');

-- What an admin finds

select is(
  pg_temp.call('a', format('select string_agg(right(slug, 3), '','') from public.list_organizations(%s)', arguments)), expected, 'listed: ' || arguments
)
from (values
  ('', 'ash,elm,oak'), ('size => 2', 'ash,elm'), ('size => 0', 'ash'), ('size => 1000', 'ash,elm,oak'),
  ($$before => '00000000-0000-4000-8000-000000000003'$$, 'elm,oak'), ($$before => '00000000-0000-4000-8000-000000000002'$$, 'oak'),
  ($$before => '00000000-0000-4000-8000-000000000001'$$, 'null'), ($$before => '00000000-0000-4000-8000-000000000009'$$, 'null'),
  ($$'green'$$, 'elm,oak'), ($$'GREEN o'$$, 'oak'), ($$'Oak'$$, 'oak'), ($$'pgtap-a'$$, 'ash'), ($$'pgtap'$$, 'ash,elm,oak'), ($$'reen'$$, 'null'), ($$'-'$$, 'null'),
  ($$'green', size => 1$$, 'elm'), ($$'green', '00000000-0000-4000-8000-000000000002'$$, 'oak'), ($$'green', '00000000-0000-4000-8000-000000000001'$$, 'null')
) as list (arguments, expected);
select is(
  pg_temp.call('a', format('select concat_ws('' '', right(id::text, 1), slug, name, requires_mfa, members, left(owner_id::text, 1), owner_name, owner_email) from public.get_organization(%L)', slug)),
  expected, 'viewed: ' || slug
)
from (values
  ('pgtap-oak', '1 pgtap-oak Green Oak f 2 b Olga owner@pgtap.example'), ('pgtap-elm', '2 pgtap-elm Green Elm f 1  '), ('none', 'null')
) as viewed (slug, expected);
select results_eq(
  $$select type::text, left(actor_id::text, 1), reason from public.audit_log where type in ('organizations.listed', 'organization.viewed') order by id$$,
  $$values ('organizations.listed', 'a', null), ('organization.viewed', 'a', 'pgtap-oak'), ('organization.viewed', 'a', 'pgtap-elm')$$, 'reading is audited'
);
select is(
  pg_temp.call('a', $$select owner_email from public.list_organizations('old ash')$$), 'member@pgtap.example', 'the list names the owner'
);

-- The search is kept current

update public.organizations set name = 'Blue Oak' where slug = 'pgtap-oak';
select is(pg_temp.call('a', $$select string_agg(slug, ',') from public.list_organizations('green')$$), 'pgtap-elm', 'not found by an earlier name');
select is(pg_temp.call('a', $$select string_agg(slug, ',') from public.list_organizations('blue')$$), 'pgtap-oak', 'found by the new one');
delete from public.organizations where slug = 'pgtap-oak';
select is_empty($$select from private.organization_search_terms where organization_id = '00000000-0000-4000-8000-000000000001'$$, 'the terms go with an organization');
select throws_ok(
  $$insert into private.organization_search_terms values ('term', '00000000-0000-4000-8000-000000000009')$$, '23503', null, 'a term belongs to an organization'
);
select throws_ok(
  $$insert into private.organization_search_terms values ('elm', '00000000-0000-4000-8000-000000000002')$$, '23505', null, 'a term is stored once'
);

select * from finish();
rollback;
