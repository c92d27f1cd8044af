import type { PGlite } from '@electric-sql/pglite'

type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

/** How one table was read: `Index Scan`, `Seq Scan` and so on, and how many rows that touched. */
export type TableRead = { table: string; how: string; rows: number }

/**
 * Has the database tell the plan of each statement from now on, also of those inside functions. Needs PGlite's auto_explain.
 */
export const explainAll = (database: PGlite) =>
  database.exec(`
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_buffers = on;
    set auto_explain.log_format = json;
    set client_min_messages = log`)

/**
 * Runs statements as someone, in a transaction that is rolled back, and tells which tables that read.
 * @param userId who asks, with a session that has the same id.
 * @returns the rows of the last statement, each read of a table by the plans that ran, and how many blocks of tables and indexes
 * the largest of them looked at.
 */
export async function tableReads(database: PGlite, userId: string, statement: string) {
  const plans: string[] = []
  await database.exec('begin')
  try {
    await database.query(`select set_config('request.jwt.claims', $1, true)`, [
      JSON.stringify({ sub: userId, session_id: userId, role: 'authenticated' }),
    ])
    await database.exec('set local role authenticated')
    const results = await database.exec(`${statement}; reset role; set constraints all immediate`, {
      onNotice: ({ message = '' }) => plans.push(message.slice(message.indexOf('{'))),
    })
    const nodes = plans.map((plan): PlanNode => JSON.parse(plan).Plan)
    // A statement's own count has those of the statements inside its functions in it.
    const blocks = Math.max(...nodes.map((node) => node['Shared Hit Blocks'] + node['Shared Read Blocks']))
    return { rows: results.at(-3)?.rows ?? [], reads: nodes.flatMap(readsOf), blocks }
  } finally {
    await database.exec('rollback')
  }
}

function readsOf(node: PlanNode): TableRead[] {
  const table = node['Relation Name']
  const touched =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  const own = table
    ? [{ table, how: node['Node Type'], rows: Math.ceil(touched * node['Actual Loops']) }]
    : []
  return [...own, ...(node.Plans ?? []).flatMap(readsOf)]
}
