type Sql = <Row>(text: string, values?: unknown[]) => Promise<Row[]>

/** Tables that a rejected request may write to, each with the reason. */
const EXCLUDED: Record<string, string> = {
  'public.audit_log': 'records the rejected request',
}

/** Columns of the schema auth that a request could change. Its other tables also change when someone signs in. */
const AUTH = `
  'auth.users', (select jsonb_agg(jsonb_build_array(id, email, email_change, encrypted_password, deleted_at) order by id) from auth.users),
  'auth.sessions', (select jsonb_agg(id order by id) from auth.sessions),
  'auth.identities', (select jsonb_agg(id order by id) from auth.identities)`

/**
 * Reads what a request can change: every row of every table in the schema public, as the catalog lists them, and users, sessions
 * and identities. Two results are equal when nothing changed.
 *
 * @param options.auth false leaves out the schema auth, where sign-ins and changes of the account continue.
 */
export async function tableContents(sql: Sql, { auth = true } = {}): Promise<unknown> {
  const tables = await sql<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = 'public' and relkind in ('r', 'p') and not relispartition order by 1`,
  )
  const unknown = Object.keys(EXCLUDED).filter((name) => !tables.some((table) => table.name === name))
  if (unknown.length > 0)
    throw new Error(`tests/support/table-contents.ts excludes tables that do not exist: ${unknown}`)
  const rows = tables
    .filter(({ name }) => !(name in EXCLUDED))
    .map(({ name }) => `'${name}', (select jsonb_agg(r order by r::text) from ${name} as r)`)
  const [result] = await sql<{ contents: unknown }>(
    `select jsonb_build_object(${[...rows, ...(auth ? [AUTH] : [])].join(', ')}) as contents`,
  )
  return result?.contents
}
