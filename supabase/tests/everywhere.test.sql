-- What holds for every table, view, policy and function, today's and tomorrow's.
begin;
create extension if not exists pgtap with schema extensions;
select plan(11);

select is_empty(
  $$select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity$$,
  'row level security is on for every table'
);
select is_empty(
  $$select relname from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and (
      relkind = 'm' or relkind = 'v' and not exists (
        select from pg_options_to_table(reloptions) where option_name = 'security_invoker' and option_value::boolean
      )
    )$$,
  'every view has the rights of who reads it, which no materialized view can have'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not coalesce('search_path=""' = any (proconfig), false)$$,
  'no function looks anything up in a search path'
);
select is_empty(
  $$select policyname from pg_policies where schemaname in ('public', 'private')
    and concat(qual, with_check) ~ 'user_metadata|auth\.role\(|app_metadata'$$,
  'no policy reads what a token says of metadata or roles'
);
select is_empty(
  $$select policyname from pg_policies where schemaname in ('public', 'private') and roles && '{public}'$$,
  'every policy names whom it is for'
);
select is_empty(
  $$select policyname, proname from pg_policies, pg_proc
    where schemaname in ('public', 'private')
      and pronamespace in ('auth'::regnamespace, 'public'::regnamespace, 'private'::regnamespace)
      and regexp_replace(concat(qual, with_check), 'SELECT \(*[a-z_]+(\.[a-z_]+)?\(', '', 'g') ~ ('\m' || proname || '\(')$$,
  'policies ask a function once a statement, not once a row'
);

-- A token outlives its session. Whatever it reaches that nobody reaches without one is closed to it then.
select is_empty(
  $$with reached as (
      select oid, role, array_agg(privilege || ' ' || column_name) as what
      from pg_class, unnest(array['anon', 'authenticated']) as role,
        lateral (
          select privilege, attname::text from pg_attribute, unnest(array['select', 'insert', 'update']) as privilege
          where attrelid = oid and attnum > 0 and not attisdropped and has_column_privilege(role, oid, attnum, privilege)
          union all
          select privilege, 'row' from unnest(array['delete', 'truncate']) as privilege where has_table_privilege(role, oid, privilege)
        ) as privileges (privilege, column_name)
      where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p')
      group by oid, role
    )
    select oid::regclass from reached as signed_in
    where role = 'authenticated'
      and not what <@ coalesce((select what from reached as guest where guest.oid = signed_in.oid and role = 'anon'), '{}')
      and not exists (
        select from pg_policy where polrelid = signed_in.oid and not polpermissive and polcmd = '*'
          and polroles = array['authenticated'::regrole::oid] and polwithcheck is null
          and pg_get_expr(polqual, polrelid) ~ '^\( SELECT (public\.)?has_active_session\(\) AS has_active_session\)$'
      )$$,
  'what takes a session is reached only while it lives'
);

select is_empty(
  $$select tgname, tgrelid::regclass from pg_trigger join pg_proc on pg_proc.oid = tgfoid join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and relnamespace = 'auth'::regnamespace and pronamespace = 'private'::regnamespace and not prosecdef$$,
  'what happens in the Auth server''s transactions runs as its owner: the Auth server''s role may do nothing here'
);
select is_empty(
  $$select oid::regclass from pg_class
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p')
      and not exists (select from pg_index where indrelid = pg_class.oid and indisprimary)$$,
  'every table has a primary key'
);

select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and not prosecdef and prorettype <> 'trigger'::regtype$$,
  'what the API calls runs as its owner, who alone reaches the tables behind it'
);

select is_empty(
  $$select tgrelid::regclass, period from pg_trigger join pg_proc on pg_proc.oid = tgfoid join pg_class on pg_class.oid = tgrelid,
      unnest(array['1 minute', '1 day']::interval[]) as wanted (period)
    where proname in ('enforce_insert_quota', 'enforce_rename_quota') and not exists (select from private.quotas where name = relname and quotas.period = wanted.period)$$,
  'what is counted has a quota for a minute and for a day'
);

select * from finish();
rollback;
