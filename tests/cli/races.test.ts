import { createHash } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { signReport } from '../../utils/audit/sign-report'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env'
import { CLI_DATABASE, cliDatabase } from '../support/cli-database'
import { insertUsers } from '../support/users'

// Concurrent transactions need a PostgreSQL with several connections: that of `supabase start`. Run with npm run test:cli.

type TestUser = { id: string; email: string }

const database = cliDatabase()
const connections: postgres.Sql[] = []
let users: [TestUser, TestUser]

function connect(): postgres.Sql {
  const connection = postgres(CLI_DATABASE, { max: 1, onnotice: () => {} })
  connections.push(connection)
  return connection
}

beforeEach(async () => {
  const emails = [0, 1].map(() => `race-${crypto.randomUUID()}@example.com`)
  await insertUsers(database.sql, emails)
  users = (await database.sql<TestUser>(
    'select id, email from auth.users where email in ($1, $2)',
    emails,
  )) as typeof users
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
    .poll(() => database.sql('select wait_event_type as type from pg_stat_activity where pid = $1', [pid]), {
      timeout: 10_000,
    })
    .toEqual([{ type: 'Lock' }])

type Transaction<Result> = (transaction: postgres.TransactionSql) => Promise<Result>

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

/** A query with the access token of a user, as the data API runs it. */
const as =
  ({ id }: TestUser, query: string, parameters: string[] = []): Transaction<unknown> =>
  async (transaction) => {
    const claims = JSON.stringify({ sub: id, session_id: id, role: 'authenticated' })
    await transaction`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`
    const [row] = await transaction.unsafe(query, parameters)
    return row && Object.values(row)[0]
  }

test('one of two concurrent removals of the last two admins fails', async () => {
  const [one, other] = users
  const leave =
    ({ id }: TestUser): Transaction<unknown> =>
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

test('forty concurrent reports are counted one by one', async () => {
  const [{ id, email }] = users
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
  // The first 20, and the 32nd.
  expect(written?.count).toBe(21)
})

test.each(['notes', 'posts'])('one of two concurrent inserts into %s exceeds the quota', async (table) => {
  const [person] = users
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
})

test('a recovery session starts one of two concurrent password resets', async () => {
  const start = as(users[0], 'select public.start_password_reset()')
  expect(await race(start, start)).toEqual(['started', 'in_progress'])
})

test('a sign-up is claimed by one of two concurrent calls', async () => {
  const [{ id }] = users
  const nonce = 'n'.repeat(43)
  const hash = createHash('sha256').update(nonce).digest('hex')
  await database.sql(
    `insert into private.unconfirmed_signups (user_id, encrypted_password, metadata, confirmed_in)
     values ($1, 'hash', jsonb_build_object('signup_nonce_hash', $2::text), pg_current_xact_id())`,
    [id, hash],
  )
  const claim = as(users[0], 'select public.claim_signup($1)', [nonce])
  expect(await race(claim, claim)).toEqual(['claimed', null])
})

test('a note form sent twice concurrently writes one row', async () => {
  const key = crypto.randomUUID()
  const write = as(
    users[0],
    `insert into public.notes (note, idempotency_key) values ('a note', $1) returning 'written'`,
    [key],
  )
  const [first, late] = await race(write, write)
  expect(first).toBe('written')
  expect(late).toContain('notes_idempotency_key')
})

test('a name and an email that change concurrently are both found', async () => {
  const [person] = users
  const name = `Name${crypto.randomUUID().slice(0, 8)}`
  const [user] = person.email.split('@')
  const rename = as(person, `update public.profiles set name = '${name}' where true returning 'renamed'`)
  const move: Transaction<unknown> = (transaction) =>
    transaction`update auth.users set email = ${`moved-${user}@example.com`} where id = ${person.id}`
  await race(rename, move)

  const found = await database.sql<{ name: boolean; email: boolean }>(
    `select bool_or(term = $2) as name, bool_or(term like 'moved race %') as email
     from private.user_search_terms where user_id = $1`,
    [person.id, name.toLowerCase()],
  )
  expect(found).toEqual([{ name: true, email: true }])
})

test('concurrent retention runs wait for each other', async () => {
  const apply: Transaction<unknown> = (transaction) => transaction`select private.apply_retention()`
  const [, late] = await race(apply, apply)
  expect(late).not.toBeTypeOf('string')
})

describe('with a second factor', () => {
  const admin = () => users[1]
  beforeEach(async () => {
    const [{ id }] = users
    await database.sql("insert into public.user_roles (user_id, role) values ($1, 'admin')", [admin().id])
    await database.sql("update auth.sessions set aal = 'aal2' where id = $1", [admin().id])
    await database.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
       values ($1, $1, 'Phone', 'totp', 'verified', now(), now())`,
      [admin().id],
    )
    await database.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
       values ($1, $1, 'Phone', 'totp', 'verified', now(), now())`,
      [id],
    )
    await database.sql('insert into private.recovery_code_attempts (user_id) values ($1)', [id])
    await database.sql(
      `insert into private.recovery_codes (user_id, code_hash)
       select $1, extensions.crypt(code, extensions.gen_salt('bf', 4)) from unnest(array['ABCD2345', 'EFGH6789']) as code`,
      [id],
    )
  })

  test('a recovery code works for one of two concurrent sign-ins', async () => {
    const redeem = as(users[0], "select public.use_recovery_code('ABCD2345')")
    expect(await race(redeem, redeem)).toEqual(['used', 'incorrect'])
  })

  test('concurrent incorrect recovery codes all count', async () => {
    const clients = Array.from({ length: 8 }, connect)
    const results = await Promise.all(
      clients.map((client) => client.begin(as(users[0], "select public.use_recovery_code('ZZZZZZZZ')"))),
    )
    expect(results.toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => 'incorrect'),
      ...Array.from({ length: 3 }, () => 'locked'),
    ])
  })

  test('one of two concurrent requests for a factor reset is accepted', async () => {
    const request = as(admin(), 'select public.request_factor_reset($1, $2) is not null', [
      users[0].id,
      'lost',
    ])
    expect(await race(request, request)).toEqual([true, 'reset_pending'])
  })

  test('a factor reset is either completed or canceled', async () => {
    await database.sql(
      'insert into private.factor_resets (user_id, requested_by, due_at) values ($1, $2, now())',
      [users[0].id, admin().id],
    )
    const complete = as(users[0], 'select public.complete_factor_reset()')
    const cancel = as(admin(), 'select public.cancel_factor_reset($1)', [users[0].id])
    expect(await race(complete, cancel)).toEqual([true, false])
  })

  test('a second factor that is passed while a factor reset is completed is not stopped by it', async () => {
    const [{ id }] = users
    await database.sql(
      'insert into private.factor_resets (user_id, requested_by, due_at) values ($1, $2, now())',
      [id, admin().id],
    )
    const complete = as(users[0], 'select public.complete_factor_reset()')
    const pass: Transaction<unknown> = async (transaction) => {
      const [session] =
        await transaction`update auth.sessions set aal = 'aal2' where id = ${id} returning aal::text`
      return session?.aal
    }
    expect(await race(complete, pass)).toEqual([true, 'aal2'])
  })

  test('concurrent sign-ins never trust more than ten devices', async () => {
    const trust = as(
      admin(),
      "select count(*)::int from public.trust_device(gen_random_uuid() || '-' || gen_random_uuid())",
    )
    await database.sql(
      `insert into private.trusted_devices (user_id, token_hash, factor_ids, expires_at)
       select $1, sha256(convert_to('device ' || n, 'UTF8')), array[$1::uuid], now() + interval '1 day' from generate_series(1, 9) as n`,
      [admin().id],
    )
    expect(await race(trust, trust)).toEqual([1, 1])
    expect(
      await database.sql('select count(*)::int as count from private.trusted_devices where user_id = $1', [
        admin().id,
      ]),
    ).toEqual([{ count: 10 }])
  })
})
