import { createHash } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { signReport } from '../../utils/audit/sign-report'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env'
import { CLI_DATABASE, cliDatabase } from '../support/cli-database'
import { insertUsers } from '../support/users'

// What two connections do at once takes a PostgreSQL that has two: that of `supabase start`. npm run test:cli.

type Person = { id: string; email: string }

const database = cliDatabase()
const connections: postgres.Sql[] = []
let people: [Person, Person]

function connect(): postgres.Sql {
  const connection = postgres(CLI_DATABASE, { max: 1, onnotice: () => {} })
  connections.push(connection)
  return connection
}

beforeEach(async () => {
  const emails = [0, 1].map(() => `race-${crypto.randomUUID()}@example.com`)
  await insertUsers(database.sql, emails)
  people = (await database.sql<Person>(
    'select id, email from auth.users where email in ($1, $2)',
    emails,
  )) as typeof people
  await database.sql(
    'insert into auth.sessions (id, user_id, created_at, updated_at) select id, id, now(), now() from auth.users where email in ($1, $2)',
    emails,
  )
  return () =>
    database.sql(
      'delete from auth.users where id in ($1, $2)',
      people.map(({ id }) => id),
    )
})
afterAll(async () => {
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

type Act<Result> = (transaction: postgres.TransactionSql) => Promise<Result>

/** Two transactions at once: the second comes before the first has ended, and has to wait for that. */
async function race<First, Second>(act: Act<First>, late: Act<Second>): Promise<[First, Second | string]> {
  const [first, second] = [connect(), connect()]
  const [backend] = await second<{ pid: number }[]>`select pg_backend_pid() as pid`
  let lateResult: Promise<Second | string> | undefined
  const result = await first.begin(async (transaction) => {
    const own = await act(transaction)
    lateResult = second.begin(late).catch((error: Error) => error.message) as Promise<Second | string>
    await untilBlocked(backend?.pid ?? 0)
    return own
  })
  return [result as First, (await lateResult) as Second | string]
}

/** What a person calls, with a token of their session, as the data API does. */
const as =
  ({ id }: Person, query: string, parameters: string[] = []): Act<unknown> =>
  async (transaction) => {
    const claims = JSON.stringify({ sub: id, session_id: id, role: 'authenticated' })
    await transaction`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`
    const [row] = await transaction.unsafe(query, parameters)
    return row && Object.values(row)[0]
  }

test('of the last two admins who leave at once one stays', async () => {
  const [one, other] = people
  const leave =
    ({ id }: Person): Act<unknown> =>
    (transaction) =>
      transaction`delete from public.user_roles where role = 'admin' and user_id = ${id}`
  await database.sql(`insert into public.user_roles (user_id, role) values ($1, 'admin'), ($2, 'admin')`, [
    one.id,
    other.id,
  ])
  const chosen =
    "role = 'admin' and user_id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb))"
  const before = await database.sql<{ user_id: string }>(
    `select user_id from public.user_roles where role = 'admin' and expires_at is null and user_id not in ($1, $2)`,
    [one.id, other.id],
  )
  const ids = JSON.stringify(before.map(({ user_id }) => user_id))
  await database.sql(`update public.user_roles set expires_at = 'infinity' where ${chosen}`, [ids])
  try {
    const [, late] = await race(leave(one), leave(other))
    expect(late).toBe('last_admin')
  } finally {
    await database.sql(`update public.user_roles set expires_at = null where ${chosen}`, [ids])
  }
})

test('forty reports at once are counted one by one', async () => {
  const [{ id, email }] = people
  const clients = Array.from({ length: 8 }, connect)
  const { report, signature } = signReport(
    { type: 'login.failed', reason: 'invalid_credentials', email },
    { address: '203.0.113.9', userAgent: null },
    LOCAL_AUDIT_SIGNING_KEY,
  )
  await Promise.all(
    clients.map(async (client) => {
      for (let n = 0; n < 5; n += 1) await client`select public.record_event(${report}, ${signature})`
    }),
  )

  const [written] = await database.sql<{ count: number }>(
    `select count(*)::int as count from public.audit_log where type = 'login.failed' and user_id = $1`,
    [id],
  )
  // The first twenty, and the 32nd.
  expect(written?.count).toBe(21)
})

test.each(['notes', 'posts'])(
  'two who take the last place of the quota of %s at once: one does',
  async (table) => {
    const [person] = people
    const write = as(
      person,
      table === 'notes'
        ? "insert into public.notes (note) values ('a note') returning 'written'"
        : "insert into public.posts (title, body) values ('a post', 'text') returning 'written'",
    )
    await database.sql(
      `insert into private.quota_usage (user_id, name, period, started_at, row_count)
     select $1, name, period, now(), max_rows - 1 from private.quotas where name = $2 and period = '1 minute'`,
      [person.id, table],
    )
    expect(await race(write, write)).toEqual(['written', 'quota_exceeded'])
  },
)

test('a recovery session that sets a password twice at once begins once', async () => {
  const begin = as(people[0], 'select public.start_password_reset()')
  expect(await race(begin, begin)).toEqual(['started', 'in_progress'])
})

test('a sign-up that is kept twice at once is kept once', async () => {
  const [{ id }] = people
  const nonce = 'n'.repeat(43)
  const hash = createHash('sha256').update(nonce).digest('hex')
  await database.sql(
    `insert into private.unconfirmed_signups (user_id, encrypted_password, metadata, confirmed_in)
     values ($1, 'hash', jsonb_build_object('signup_nonce_hash', $2::text), pg_current_xact_id())`,
    [id, hash],
  )
  const keep = as(people[0], 'select public.claim_signup($1)', [nonce])
  expect(await race(keep, keep)).toEqual(['claimed', null])
})

test('the form of a note that is sent twice at once writes once', async () => {
  const key = crypto.randomUUID()
  const write = as(
    people[0],
    `insert into public.notes (note, idempotency_key) values ('a note', $1) returning 'written'`,
    [key],
  )
  const [first, late] = await race(write, write)
  expect(first).toBe('written')
  expect(late).toContain('notes_idempotency_key')
})

test('a name and an email address that change at once are both found', async () => {
  const [person] = people
  const name = `Name${crypto.randomUUID().slice(0, 8)}`
  const [user] = person.email.split('@')
  const rename = as(person, `update public.profiles set name = '${name}' where true returning 'renamed'`)
  const move: Act<unknown> = (transaction) =>
    transaction`update auth.users set email = ${`moved-${user}@example.com`} where id = ${person.id}`
  await race(rename, move)

  const found = await database.sql<{ name: boolean; email: boolean }>(
    `select bool_or(term = $2) as name, bool_or(term like 'moved race %') as email
     from private.user_search_terms where user_id = $1`,
    [person.id, name.toLowerCase()],
  )
  expect(found).toEqual([{ name: true, email: true }])
})

test('retention that is applied twice at once is applied one after the other', async () => {
  const apply: Act<unknown> = (transaction) => transaction`select private.apply_retention()`
  const [, late] = await race(apply, apply)
  expect(late).not.toBeTypeOf('string')
})
