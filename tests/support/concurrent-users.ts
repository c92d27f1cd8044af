import postgres from 'postgres'
import { afterAll, beforeEach, expect } from 'vitest'
import { CLI_DATABASE, cliDatabase } from './cli-database.ts'
import { insertUsers } from './users.ts'

export type TestUser = { id: string; email: string }
export type Transaction<Result> = (transaction: postgres.TransactionSql) => Promise<Result>

/** A query with the access token of a user, as the data API runs it. */
export const as =
  ({ id }: TestUser, query: string, parameters: string[] = []): Transaction<unknown> =>
  async (transaction) => {
    const claims = JSON.stringify({ sub: id, session_id: id, role: 'authenticated' })
    await transaction`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`
    const [row] = await transaction.unsafe(query, parameters)
    return row && Object.values(row)[0]
  }

/**
 * Two new users with a session for each test of one file, in the PostgreSQL of `supabase start`: concurrent transactions need several
 * connections. Run with npm run test:cli.
 */
export function concurrentUsers() {
  const database = cliDatabase()
  const connections: postgres.Sql[] = []
  const users: [TestUser, TestUser] = [
    { id: '', email: '' },
    { id: '', email: '' },
  ]

  function connect(): postgres.Sql {
    const connection = postgres(CLI_DATABASE, { max: 1, onnotice: () => {} })
    connections.push(connection)
    return connection
  }

  beforeEach(async () => {
    const emails = [0, 1].map(() => `race-${crypto.randomUUID()}@example.com`)
    await insertUsers(database.sql, emails)
    Object.assign(
      users,
      await database.sql<TestUser>('select id, email from auth.users where email in ($1, $2)', emails),
    )
    await database.sql(
      'insert into auth.sessions (id, user_id, created_at, updated_at) select id, id, now(), now() from auth.users where email in ($1, $2)',
      emails,
    )
    return () =>
      database.sql(
        'delete from auth.users where id in ($1, $2)',
        users.map(({ id }) => id),
      )
  })
  afterAll(async () => {
    for (const connection of connections) await connection.end()
    await database.close()
  })

  /** Waits until a connection is blocked by a lock. */
  const untilBlocked = (pid: number) =>
    expect
      .poll(
        () => database.sql('select wait_event_type as type from pg_stat_activity where pid = $1', [pid]),
        {
          timeout: 10_000,
        },
      )
      .toEqual([{ type: 'Lock' }])

  /** Runs two concurrent transactions: the second starts before the first commits, and has to wait for it. */
  async function race<First, Second>(
    early: Transaction<First>,
    late: Transaction<Second>,
  ): Promise<[First, Second | string]> {
    const [first, second] = [connect(), connect()]
    const [backend] = await second<{ pid: number }[]>`select pg_backend_pid() as pid`
    let lateResult: Promise<Second | string> | undefined
    const result = await first.begin(async (transaction) => {
      const own = await early(transaction)
      lateResult = second.begin(late).catch((error: Error) => error.message) as Promise<Second | string>
      await untilBlocked(backend?.pid ?? 0)
      return own
    })
    return [result as First, (await lateResult) as Second | string]
  }

  return { database, users, connect, race }
}
