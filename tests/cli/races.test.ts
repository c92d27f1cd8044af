import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signReport } from '../../utils/audit/sign-report'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env'
import { CLI_DATABASE, cliDatabase } from '../support/cli-database'
import { insertPeople } from '../support/people'

// What two connections do at once takes a PostgreSQL that has two: that of `supabase start`. npm run test:cli.

const database = cliDatabase()
const connections: postgres.Sql[] = []
const emails = [0, 1].map(() => `race-${crypto.randomUUID()}@example.com`)

function connect(): postgres.Sql {
  const connection = postgres(CLI_DATABASE, { max: 1, onnotice: () => {} })
  connections.push(connection)
  return connection
}

beforeAll(() => insertPeople(database.sql, emails))
afterAll(async () => {
  await database.sql('delete from auth.users where email in ($1, $2)', emails)
  for (const connection of connections) await connection.end()
  await database.close()
})

/** Waits until a connection waits for another's lock. */
const untilBlocked = (pid: number) =>
  expect
    .poll(() => database.sql('select wait_event_type as type from pg_stat_activity where pid = $1', [pid]), {
      timeout: 10_000,
    })
    .toEqual([{ type: 'Lock' }])

test('of the last two admins who leave at once one stays', async () => {
  const remove = (connection: postgres.TransactionSql, email: string | undefined) =>
    connection`delete from public.user_roles where role = 'admin' and user_id = (select id from auth.users where email = ${email ?? ''})`
  await database.sql(
    `insert into public.user_roles (user_id, role) select id, 'admin' from auth.users where email in ($1, $2)`,
    emails,
  )
  const before = await database.sql<{ user_id: string }>(
    `select user_id from public.user_roles join auth.users on users.id = user_id
     where user_roles.role = 'admin' and expires_at is null and email not in ($1, $2)`,
    emails,
  )
  const ids = JSON.stringify(before.map(({ user_id }) => user_id))
  const chosen =
    "role = 'admin' and user_id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb))"
  await database.sql(`update public.user_roles set expires_at = 'infinity' where ${chosen}`, [ids])
  try {
    const [first, second] = [connect(), connect()]
    const [backend] = await second<{ pid: number }[]>`select pg_backend_pid() as pid`
    let late: Promise<unknown> | undefined
    await first.begin(async (transaction) => {
      await remove(transaction, emails[0])
      late = second.begin((other) => remove(other, emails[1])).catch((error: Error) => error.message)
      await untilBlocked(backend?.pid ?? 0)
    })
    expect(await late).toBe('last_admin')
  } finally {
    await database.sql(`update public.user_roles set expires_at = null where ${chosen}`, [ids])
  }
})

test('forty reports at once are counted one by one', async () => {
  const event = { type: 'login.failed', reason: 'invalid_credentials', email: emails[0] ?? '' } as const
  const clients = Array.from({ length: 8 }, connect)
  const { report, signature } = signReport(
    event,
    { address: '203.0.113.9', userAgent: null },
    LOCAL_AUDIT_SIGNING_KEY,
  )
  await Promise.all(
    clients.map(async (client) => {
      for (let n = 0; n < 5; n += 1) await client`select public.record_event(${report}, ${signature})`
    }),
  )

  const [written] = await database.sql<{ count: number }>(
    `select count(*)::int as count from public.audit_log
     where type = 'login.failed' and user_id = (select id from auth.users where email = $1)`,
    [emails[0]],
  )
  // The first twenty, and the 32nd.
  expect(written?.count).toBe(21)
})
