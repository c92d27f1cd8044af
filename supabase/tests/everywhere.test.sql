-- Rules for every table, view, policy and function, including future ones.
begin;
create extension if not exists pgtap with schema extensions;
select plan(13);

select is_empty(
  $$select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity$$,
  'every table has row level security'
);
select is_empty(
  $$select relname from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and (
      relkind = 'm' or relkind = 'v' and not exists (
        select from pg_options_to_table(reloptions) where option_name = 'security_invoker' and option_value::boolean
      )
    )$$,
  'every view is security_invoker, and there is no materialized view'
);
select is_empty(
  $$select oid::regprocedure from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and not coalesce('search_path=""' = any (proconfig), false)$$,
  'every function has an empty search path'
);
select is_empty(
  $$select policyname from pg_policies where schemaname in ('public', 'private')
    and concat(qual, with_check) ~ 'user_metadata|auth\.role\(|app_metadata'$$,
  'no policy reads metadata or roles from the token'
);
select is_empty(
  $$select policyname from pg_policies where schemaname in ('public', 'private') and roles && '{public}'$$,
  'every policy names its roles'
);
select is_empty(
  $$select policyname, proname from pg_policies, pg_proc
    where schemaname in ('public', 'private')
      and pronamespace in ('auth'::regnamespace, 'public'::regnamespace, 'private'::regnamespace)
      and regexp_replace(concat(qual, with_check), 'SELECT \(*[a-z_]+(\.[a-z_]+)?\(', '', 'g') ~ ('\m' || proname || '\(')$$,
  'policies call functions once per statement, not per row'
);

-- An access token outlives its session, and may be issued before the second factor. What only signed-in users can access requires
-- an active session that has passed it.
select is_empty(
  format($query$with reached as (
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
          and pg_get_expr(polqual, polrelid) ~ '^\( SELECT (public\.)?%1$s\(\) AS %1$s\)$'
      )$query$, condition),
  'every table for signed-in users requires ' || title
)
from (values ('has_active_session', 'an active session'), ('has_sufficient_aal', 'the second factor')) as required (condition, title);
select is_empty(
  $$with recursive guarded (name) as (
      values ('public.has_sufficient_aal' collate "C")
      union
      select format('%s.%s', pronamespace::regnamespace, proname) from pg_proc join guarded on prosrc ~ (replace(name, '.', '\.') || '\(')
      where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    )
    select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', oid, 'execute')
      and format('%s.%s', pronamespace::regnamespace, proname) not in (table guarded)
      and oid::regprocedure::text <> all (array[
        'applied_migrations()', -- public
        'record_event(text,text)', -- requires a signature of the application
        'record_new_device(text)', -- notifies the owner of a sign-in with the password alone
        'last_sign_in_location()', 'stop_sign_in()', -- decide about a sign-in; the location is encrypted by the application
        'has_active_session()', 'is_aal2()', -- describe the session
        'session_times()', 'touch_session()',
        'use_recovery_code(text)', 'rotate_trusted_device(text,text)', -- the second step itself
        'pending_factor_reset()', 'complete_factor_reset()', -- for users who have lost it
        'start_password_reset()', 'finish_password_reset(boolean)' -- the Auth server requires aal2 for the new password
      ])$$,
  'every function for signed-in users requires the second factor'
);

select is_empty(
  $$select tgname, tgrelid::regclass from pg_trigger join pg_proc on pg_proc.oid = tgfoid join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and relnamespace = 'auth'::regnamespace and pronamespace = 'private'::regnamespace and not prosecdef$$,
  'trigger functions on Auth tables are security definer: the role of the Auth server has no grants'
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
  'every function of the API is security definer'
);

select is_empty(
  $$select tgrelid::regclass, period from pg_trigger join pg_proc on pg_proc.oid = tgfoid join pg_class on pg_class.oid = tgrelid,
      unnest(array['1 minute', '1 day']::interval[]) as wanted (period)
    where proname in ('enforce_insert_quota', 'enforce_rename_quota') and not exists (select from private.quotas where name = relname and quotas.period = wanted.period)$$,
  'every table with a quota trigger has a quota per minute and per day'
);

select * from finish();
rollback;
