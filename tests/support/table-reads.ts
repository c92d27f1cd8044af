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

/** How a table was read: `Index Scan`, `Seq Scan`, and so on, and how many rows that read. */
export type TableRead = { table: string; how: string; rows: number }

/**
 * Makes the database report the plan of each statement, also of those inside functions. Requires PGlite's auto_explain.
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
 * Runs statements as a user, in a transaction that is rolled back, and reports which tables they read.
 * @param userId the user, who has a session with the same ID.
 * @returns the rows of the last statement, each read of a table in the executed plans, and the largest number of blocks of tables
 * and indexes that one of them read.
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
    // The count of a statement includes those of the statements inside its functions.
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
