-- All grants of the API roles. When you add a table or function, add its grants here.
begin;
create extension if not exists pgtap with schema extensions;
select plan(7);

-- Column grants list the columns; table grants have null.

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
    ('announcements', 'anon', 'select', 'author_name, body, created_at, id, organization_id, title'),
    ('announcements', 'authenticated', 'delete', null),
    ('announcements', 'authenticated', 'insert', 'body, idempotency_key, organization_id, title'),
    ('announcements', 'authenticated', 'select', 'author_id, author_name, body, created_at, id, member_id, organization_id, title'),
    ('colors', 'anon', 'select', null),
    ('colors', 'authenticated', 'select', null),
    ('materials', 'anon', 'select', 'author_name, body, created_at, id, organization_id, title'),
    ('materials', 'authenticated', 'delete', null),
    ('materials', 'authenticated', 'insert', 'body, idempotency_key, organization_id, title'),
    ('materials', 'authenticated', 'select', 'author_id, author_name, body, created_at, id, member_id, organization_id, title'),
    ('notes', 'authenticated', 'delete', null),
    ('notes', 'authenticated', 'insert', 'idempotency_key, note, organization_id'),
    ('notes', 'authenticated', 'references', 'note'),
    ('notes', 'authenticated', 'select', 'author_id, id, note, organization_id, owner_id'),
    ('notes', 'authenticated', 'update', 'note'),
    ('organization_members', 'authenticated', 'select', 'created_at, expires_at, organization_id, role, user_id'),
    ('organizations', 'authenticated', 'select', 'created_at, id, name, requires_mfa, slug'),
    ('posts', 'anon', 'select', 'author_name, body, created_at, id, organization_id, title'),
    ('posts', 'authenticated', 'delete', null),
    ('posts', 'authenticated', 'insert', 'body, idempotency_key, organization_id, title'),
    ('posts', 'authenticated', 'select', 'author_id, author_name, body, created_at, id, member_id, organization_id, title'),
    ('profiles', 'authenticated', 'select', 'created_at, id, name, updated_at'),
    ('profiles', 'authenticated', 'update', 'name'),
    ('user_roles', 'authenticated', 'select', 'expires_at, role, user_id')$$,
  'grants on tables and columns'
);
select is_empty(
  $$select oid::regclass, role from pg_class, unnest(array['anon', 'authenticated', 'service_role']) as role
    where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and case relkind when 'S' then has_sequence_privilege(role, oid, 'usage, select, update') end$$,
  'no grants on sequences'
);
select is_empty(
  $$select nspname, role from pg_namespace, unnest(array['anon', 'authenticated', 'service_role']) as role
    where nspname = 'private' and has_schema_privilege(role, oid, 'usage, create')
      or nspname = 'public' and has_schema_privilege(role, oid, 'create')$$,
  'no API role can use the schema private or create in public'
);
select is_empty(
  $$select role, function.oid::regprocedure
    from pg_proc as function, unnest(array['public', 'anon', 'authenticated', 'service_role']) as role
    where pronamespace = 'private'::regnamespace and has_function_privilege(role, function.oid, 'execute')$$,
  'no API role can execute a function in the schema private'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('public', oid, 'execute')$$,
  'no function is granted to PUBLIC'
);
select results_eq(
  $$select oid::regprocedure::text from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute') order by 1$$,
  array['applied_migrations()', 'read_invitation(text)', 'record_event(text,text)', 'report_device(text)', 'request_access(text,text)', 'signup_mode()'],
  'functions granted to anon'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('service_role', oid, 'execute')$$,
  'no function is granted to service_role'
);
select * from finish();
rollback;
