-- What holds for every table, view, policy and function, today's and tomorrow's.
begin;
create extension if not exists pgtap with schema extensions;
select plan(9);

select is_empty(
  $$select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity$$,
  'row level security is on for every table'
);
select is_empty(
  $$select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
    and not coalesce(reloptions::text like '%security_invoker=%', false)$$,
  'every view has the rights of who reads it'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not coalesce('search_path=""' = any (proconfig), false)$$,
  'no function looks anything up in a search path'
);
select is_empty(
  $$select policyname from pg_policies where schemaname = 'public'
    and concat(qual, with_check) ~ 'user_metadata|auth\.role\(|app_metadata'$$,
  'no policy reads what a token says of metadata or roles'
);
select is_empty(
  $$select policyname from pg_policies where schemaname = 'public' and roles && '{public}'$$,
  'every policy names whom it is for'
);
select is_empty(
  $$select policyname from pg_policies where schemaname = 'public'
    and regexp_replace(concat(qual, with_check), 'SELECT (auth\.uid|authorize|public\.authorize)\(', '', 'g') ~ '(auth\.uid|authorize)\('$$,
  'policies ask who it is once a statement, not once a row'
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

select * from finish();
rollback;
