-- What holds for every table, view, policy and function, today's and tomorrow's.
begin;
create extension if not exists pgtap with schema extensions;
select plan(15);

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
          and pg_get_expr(polqual, polrelid) ~ '^\( SELECT (public\.)?has_live_session\(\) AS has_live_session\)$'
      )$$,
  'what takes a session is reached only while it lives'
);

-- Who may do what, and nothing else. What a role may do in single columns has their names, what it may do in all has none.

select results_eq(
  $$select oid::regclass::text, role, privilege, columns
    from pg_class, unnest(array['anon', 'authenticated', 'service_role']) as role,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege,
      lateral (
        select case when not has_table_privilege(role, oid, privilege) then string_agg(attname::text collate "default", ', ' order by attname) end
        from pg_attribute where attrelid = oid and attnum > 0 and not attisdropped
          and case when privilege in ('select', 'insert', 'update', 'references') then has_column_privilege(role, oid, attnum, privilege) end
      ) as of_columns (columns)
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_table_privilege(role, oid, privilege) or columns is not null)
    order by 1, 2, 3$$,
  $$values
    ('announcements', 'anon', 'select', 'author_name, body, created_at, id, title'),
    ('announcements', 'authenticated', 'delete', null),
    ('announcements', 'authenticated', 'insert', 'body, title'),
    ('announcements', 'authenticated', 'select', null),
    ('colors', 'anon', 'select', null),
    ('colors', 'authenticated', 'select', null),
    ('materials', 'anon', 'select', 'author_name, body, created_at, id, title'),
    ('materials', 'authenticated', 'delete', null),
    ('materials', 'authenticated', 'insert', 'body, title'),
    ('materials', 'authenticated', 'select', null),
    ('notes', 'authenticated', 'delete', null),
    ('notes', 'authenticated', 'insert', 'idempotency_key, note'),
    ('notes', 'authenticated', 'references', 'note'),
    ('notes', 'authenticated', 'select', 'id, note'),
    ('notes', 'authenticated', 'update', 'note'),
    ('posts', 'anon', 'select', 'author_name, body, created_at, id, title'),
    ('posts', 'authenticated', 'delete', null),
    ('posts', 'authenticated', 'insert', 'body, title'),
    ('posts', 'authenticated', 'select', null),
    ('profiles', 'authenticated', 'select', 'created_at, id, name, updated_at'),
    ('profiles', 'authenticated', 'update', 'name'),
    ('user_roles', 'authenticated', 'select', 'expires_at, role, user_id')$$,
  'what is granted on tables'
);
select is_empty(
  $$select oid::regclass, role from pg_class, unnest(array['anon', 'authenticated', 'service_role']) as role
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and case relkind when 'S' then has_sequence_privilege(role, oid, 'usage, select, update') end$$,
  'nothing is granted on sequences'
);
select is_empty(
  $$select nspname, role from pg_namespace, unnest(array['anon', 'authenticated', 'service_role']) as role
    where nspname = 'private' and has_schema_privilege(role, oid, 'usage, create')
      or nspname = 'public' and has_schema_privilege(role, oid, 'create')$$,
  'nobody reaches the schema private, or makes anything in public'
);
select is_empty(
  $$select role, function.oid::regprocedure
    from pg_proc as function, unnest(array['public', 'anon', 'authenticated', 'service_role']) as role
    where pronamespace = 'private'::regnamespace and has_function_privilege(role, function.oid, 'execute')$$,
  'nobody calls a function of the schema private'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('public', oid, 'execute')$$,
  'no function can be called by just anybody'
);
select results_eq(
  $$select oid::regprocedure::text from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute') order by 1$$,
  array['applied_migrations()', 'record_event(text,text)'],
  'the functions that need no session'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('service_role', oid, 'execute')$$,
  'the secret key calls none'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and not prosecdef and prorettype <> 'trigger'::regtype$$,
  'what the API calls runs as its owner, who alone reaches the tables behind it'
);

select * from finish();
rollback;
