import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { signReport } from '../../utils/audit/sign-report'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env'
import { as, concurrentUsers, type TestUser, type Transaction } from '../support/concurrent-users.ts'

const { connect, database, race, users } = concurrentUsers()

test.each<[string, (self: TestUser, other: TestUser) => Transaction<unknown>]>([
  [
    'removals of the last two admins',
    ({ id }) =>
      (transaction) =>
        transaction`delete from public.user_roles where role = 'admin' and user_id = ${id}`,
  ],
  [
    'bans of the last two admins by each other',
    (self, { id }) => as(self, 'select public.ban_user($1, $2)', [id, 'a compromised account']),
  ],
])('one of two concurrent %s fails', async (_, act) => {
  const [one, other] = users
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
    const [, late] = await race(act(one, other), act(other, one))
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
