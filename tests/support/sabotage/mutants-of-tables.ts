import type { PGlite } from '@electric-sql/pglite'
import { withoutConditions } from './conditions.ts'
import { type Mutant, withDistinctChanges } from './mutant.ts'

type Policy = {
  name: string
  table: string
  command: string
  qual: string | null
  with_check: string | null
}

const SCHEMAS = `('public', 'private')`
/** Partitions have what their parent has. */
const TABLES = `
  select oid, oid::regclass::text as name from pg_class
  where relnamespace::regnamespace::text in ${SCHEMAS} and relkind in ('r', 'p') and not relispartition`

/** Every policy, widened: without one or all of its conditions, for PUBLIC, or dropped. */
export async function mutantsOfPolicies(database: PGlite): Promise<Mutant[]> {
  const { rows } = await database.query<Policy>(`
    select format('%I', policyname) as name, format('%I.%I', schemaname, tablename) as table, cmd as command, qual, with_check
    from pg_policies where schemaname in ${SCHEMAS} or schemaname = 'realtime' order by 2, 1`)
  return withDistinctChanges(
    rows.flatMap(({ name, table, command, qual, with_check }) => {
      const mutant = (change: string) => ({
        about: table,
        change: `policy ${name}: ${change}`,
        sql: `alter policy ${name} on ${table} ${change}`,
      })
      const expressions = [
        ['using', qual],
        ['with check', with_check],
      ] as const
      return [
        ...expressions.flatMap(([clause, expression]) =>
          expression === null || expression === 'true'
            ? []
            : [
                'true',
                ...withoutConditions(`where ${expression}`).map(({ text }) => text.slice('where '.length)),
              ].map((text) => mutant(`${clause} (${text})`.replace(/\s+/g, ' '))),
        ),
        ...(with_check === null && /ALL|UPDATE|INSERT/.test(command) ? [mutant('with check (true)')] : []),
        mutant('to public'),
        { about: table, change: `policy ${name}: dropped`, sql: `drop policy ${name} on ${table}` },
      ]
    }),
  )
}

/**
 * Row level security disabled, constraints, defaults and triggers dropped. On a private table that no role is granted, row level
 * security has no effect.
 */
export async function mutantsOfTables(database: PGlite): Promise<Mutant[]> {
  const { rows } = await database.query<Mutant>(`
    with tables as (${TABLES})
    select name as about, 'row level security off' as change, format('alter table %s disable row level security', name) as sql
    from tables join pg_class using (oid)
    where relrowsecurity and (relnamespace = 'public'::regnamespace or exists (
      select from unnest(array['anon', 'authenticated', 'service_role']) as role
      where has_any_column_privilege(role, oid, 'select, insert, update') or has_table_privilege(role, oid, 'delete')
    ))
    union all
    select tables.name, format('without %s', conname), format('alter table %s drop constraint %I cascade', tables.name, conname)
    from tables join pg_constraint on conrelid = tables.oid where contype in ('c', 'f', 'p', 'u', 'x')
    union all
    select tables.name, format('%I may be null', attname), format('alter table %s alter %I drop not null', tables.name, attname)
    from tables join pg_attribute on attrelid = tables.oid
    where attnotnull and attnum > 0 and not attisdropped and attidentity = ''
      and not exists (select from pg_constraint where conrelid = attrelid and contype = 'p' and attnum = any (conkey))
      and (has_column_privilege('authenticated', attrelid, attnum, 'insert') or has_column_privilege('authenticated', attrelid, attnum, 'update'))
    union all
    select tables.name, format('no default of %I', attname), format('alter table %s alter %I drop default', tables.name, attname)
    from tables join pg_attribute on attrelid = tables.oid
    where atthasdef and attgenerated = '' and not attisdropped and has_any_column_privilege('authenticated', attrelid, 'insert')
    union all
    select tgrelid::regclass::text, format('without the trigger %I', tgname), format('drop trigger %I on %s', tgname, tgrelid::regclass)
    from pg_trigger join pg_proc on pg_proc.oid = tgfoid join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and tgparentid = 0 and not relispartition and pronamespace::regnamespace::text in ${SCHEMAS}
    order by 1, 2`)
  return withDistinctChanges(rows)
}

/** Every privilege that an API role or PUBLIC does not have, granted. */
export async function mutantsOfGrants(database: PGlite): Promise<Mutant[]> {
  const { rows } = await database.query<Mutant>(`
    with tables as (${TABLES}), roles as (select unnest(array['anon', 'authenticated', 'service_role']) as role),
    granted as (
      select name as about, format('grant %s on %s to %s', privilege, name, role) as sql
      from tables, roles, unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
      where not has_table_privilege(role, oid, privilege)
      union all
      select name, format('grant %s (%I) on %s to %s', privilege, min(attname), name, role)
      from tables join pg_attribute on attrelid = oid, roles, unnest(array['select', 'insert', 'update']) as privilege
      where attnum > 0 and not attisdropped and not has_column_privilege(role, oid, attnum, privilege)
      group by name, role, privilege
      union all
      select oid::regclass::text, format('grant usage on sequence %s to %s', oid::regclass, role) from pg_class, roles
      where relkind = 'S' and relnamespace::regnamespace::text in ${SCHEMAS} and not has_sequence_privilege(role, oid, 'usage')
      union all
      select oid::regprocedure::text, format('grant execute on function %s to %s', oid::regprocedure, role)
      from pg_proc, (table roles union all select 'public') as roles
      where pronamespace::regnamespace::text in ${SCHEMAS} and not has_function_privilege(role, oid, 'execute')
      union all
      select nspname, format('grant %s on schema %I to %s', privilege, nspname, role)
      from pg_namespace, roles, unnest(array['usage', 'create']) as privilege
      where nspname in ${SCHEMAS} and not has_schema_privilege(role, oid, privilege)
    )
    select about, sql as change, sql from granted order by 1, 2`)
  return rows.map((row) => ({ ...row, rule: 'grants' }))
}

/** Every missing permission granted to every role, and every quota deleted. */
export async function mutantsOfRows(database: PGlite): Promise<Mutant[]> {
  const { rows } = await database.query<Mutant>(`
    select 'public.role_permissions' as about, format('insert into public.role_permissions values (%L, %L)', role, permission) as sql
    from unnest(enum_range(null::public.app_role)) as role, (select distinct permission from public.role_permissions) as known
    where not exists (select from public.role_permissions as held where held.role = role.role and held.permission = known.permission)
    union all
    select 'private.organization_role_permissions', format('insert into private.organization_role_permissions values (%L, %L)', role, permission)
    from unnest(enum_range(null::public.organization_role)) as role, (select distinct permission from private.organization_role_permissions) as known
    where not exists (
      select from private.organization_role_permissions as held where held.role = role.role and held.permission = known.permission
    )
    union all
    select 'private.quotas', format('delete from private.quotas where name = %L and period = %L', name, period) from private.quotas`)
  return rows.map((row) => ({ ...row, change: row.sql }))
}
