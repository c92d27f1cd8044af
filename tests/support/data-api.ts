import type { Sql } from 'supabase-embedded'

/** A table that signed-in users can reach, with the columns granted to them for each verb. */
export type ReachableTable = {
  name: string
  selected: string[]
  inserted: string[]
  updated: string[]
  /** The column that names an organization. */
  organization: string | null
}

/** A function that signed-in users can call. */
export type ReachableFunction = { name: string; args: { name: string; type: string; first: string | null }[] }

/** Every table and view of the schema public on which signed-in users have a privilege, as the catalog lists them. */
export async function reachableTables(sql: Sql): Promise<ReachableTable[]> {
  return await sql<ReachableTable>(`
    with columns as (
      select relname::text as name, attname::text as attribute, attrelid, attnum
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
    )
    select name,
      coalesce(json_agg(attribute) filter (where has_column_privilege('authenticated', attrelid, attnum, 'select')), '[]') as selected,
      coalesce(json_agg(attribute) filter (where has_column_privilege('authenticated', attrelid, attnum, 'insert')), '[]') as inserted,
      coalesce(json_agg(attribute) filter (where has_column_privilege('authenticated', attrelid, attnum, 'update')), '[]') as updated,
      case when name = 'organizations' then 'id' else max(attribute) filter (where attribute = 'organization_id') end as organization
    from columns
    where has_any_column_privilege('authenticated', attrelid, 'select, insert, update')
    group by name, attrelid order by name`)
}

/** Every function of the schema public that signed-in users can call, with the first label of arguments that are enums. */
export async function reachableFunctions(sql: Sql): Promise<ReachableFunction[]> {
  return await sql<ReachableFunction>(`
    select proname::text as name, coalesce((
      select json_agg(json_build_object('name', proargnames[position], 'type', format_type(type, null), 'first', (
        select enumlabel from pg_enum where enumtypid = type order by enumsortorder limit 1
      )))
      from unnest(proargtypes::oid[]) with ordinality as argument (type, position)
    ), '[]') as args
    from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f' and prorettype <> 'trigger'::regtype
      and has_function_privilege('authenticated', oid, 'execute')
    order by proname`)
}
