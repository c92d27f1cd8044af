-- The addresses that an identity provider of single sign-on may name.
begin;
create extension if not exists pgtap with schema extensions;
select plan(8);

insert into auth.sso_providers (id) values
  ('50000000-0000-4000-8000-000000000001'), ('50000000-0000-4000-8000-000000000002');
insert into auth.sso_domains (id, sso_provider_id, domain) values
  (gen_random_uuid(), '50000000-0000-4000-8000-000000000001', 'One.pgtap.example'),
  (gen_random_uuid(), '50000000-0000-4000-8000-000000000002', 'two.pgtap.example');

create function pg_temp.creates(email text, provider text) returns text language plpgsql as $$
begin
  insert into auth.users (id, email, is_sso_user, raw_app_meta_data)
  values (gen_random_uuid(), email, provider like 'sso:%', jsonb_build_object('provider', provider));
  return 'created';
exception when insufficient_privilege then
  return sqlerrm;
end
$$;

select is(pg_temp.creates(email, provider), expected, format('%s by %s', email, provider))
from (values
  ('a@one.pgtap.example', 'sso:50000000-0000-4000-8000-000000000001', 'created'),
  ('B@ONE.pgtap.example', 'sso:50000000-0000-4000-8000-000000000001', 'created'),
  ('a@two.pgtap.example', 'sso:50000000-0000-4000-8000-000000000001', 'sso_domain_not_allowed'),
  ('a@sub.one.pgtap.example', 'sso:50000000-0000-4000-8000-000000000001', 'sso_domain_not_allowed'),
  ('a@one.pgtap.example@evil.pgtap.example', 'sso:50000000-0000-4000-8000-000000000001', 'sso_domain_not_allowed'),
  ('a@one.pgtap.example', 'sso:50000000-0000-4000-8000-000000000003', 'sso_domain_not_allowed'),
  ('a@elsewhere.pgtap.example', 'github', 'created')
) as attempt (email, provider, expected);

select is(
  has_function_privilege('authenticated', 'private.check_sso_domain()', 'execute'), false, 'users cannot call the check'
);

select * from finish();
rollback;
