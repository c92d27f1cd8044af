import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { auditSummary, ENTRIES, person, suiteLargeDatabase, USERS } from '../support/suite-large-database.ts'
import { type TableRead, tableReads } from '../support/table-reads.ts'

// A database from before the audit log was partitioned: nothing is lost, and every query afterwards reads only one page of rows.
// docs/performance.md has the figures for a million users and ten million entries.

const ADMIN = person(1)
const BUSY = person(2)
/** An organization to which everyone belongs. */
const LARGE = '30000000-0000-4000-8000-000000000000'

const suite = suiteLargeDatabase()

test('no entry and no address is lost by partitioning', async () => {
  expect(suite.before).toMatchObject({ entries: ENTRIES, clients: ENTRIES })
  expect(await auditSummary(suite.connection, 'private.audit_clients', 'ip')).toEqual(suite.before)
  const { rows } = await suite.connection.driver.query(
    'select count(*)::int as partitions, (select count(*)::int from private.audit_log_default) as rest from pg_inherits where inhparent = $1::regclass',
    ['public.audit_log'],
  )
  // 24 or 25 months, three future ones, and the default partition.
  expect(rows).toEqual([{ partitions: expect.toSatisfy((n: number) => n === 29 || n === 28), rest: 0 }])
  await suite.connection.driver.exec(`insert into public.audit_log (type) values ('session.ended')`)
  const { rows: last } = await suite.connection.driver.query(
    'select max(id)::int as id from public.audit_log',
  )
  expect(last).toEqual([{ id: (suite.before?.last ?? 0) + 1 }])
})

describe('a page of a large table', () => {
  /** The rows a page may read: 26 in each of about five tables, the first of each partition, and the user's. */
  const MAX_ROWS = 400
  const PAGE = 26
  /** The blocks of tables and indexes it may read, about three per row. */
  const MAX_BLOCKS = 3 * MAX_ROWS

  const touched = ({ reads }: { reads: TableRead[] }) => reads.reduce((sum, { rows }) => sum + rows, 0)
  const reported = ({ reads }: { reads: TableRead[] }) =>
    JSON.stringify(reads.filter(({ rows }) => rows > 10))

  const report = () => {
    const text = JSON.stringify({
      type: 'login.failed',
      reason: 'invalid_credentials',
      email: 'ben.smith1@mail1.example',
      at: Date.now() / 1000,
    })
    return `select public.record_event('${text}', '${createHmac('sha256', 'a key').update(text).digest('hex')}')`
  }
  /** The ID of the entry this many pages back. */
  const entryBack = (about: string, pages: number) =>
    `(select id from public.audit_log where ${about} order by created_at desc, id desc offset ${pages * PAGE} limit 1)`
  const old = (n: number) => `'${person(n)}'`

  test.for<[title: string, userId: string, rows: number, statement: () => string | Promise<string>]>([
    ['my activity', BUSY, PAGE, () => `select * from public.my_activity(size => ${PAGE})`],
    ['my activity, of a user with few entries', person(9), 5, () => 'select * from public.my_activity()'],
    [
      'my activity, page 500',
      BUSY,
      PAGE,
      async () =>
        `select * from public.my_activity(${await id(entryBack(`user_id = '${BUSY}'`, 500))}, ${PAGE})`,
    ],
    [
      'a page of the export of activity',
      BUSY,
      100,
      async () =>
        `select * from public.my_activity(${await id(entryBack(`user_id = '${BUSY}'`, 100))}, 1000)`,
    ],
    [
      'a page of the export of posts',
      BUSY,
      1000,
      () =>
        `select id, title, body, created_at from public.posts where author_id = '${BUSY}' and id > ${USERS + 2000} order by id limit 1000`,
    ],
    [
      'a page of public posts',
      person(9),
      PAGE,
      () =>
        `select id, author_id from public.posts where organization_id is null and id < ${USERS + 2000} order by id desc limit ${PAGE}`,
    ],
    [
      'the first page of public posts, after as many posts of organizations',
      person(9),
      PAGE,
      () =>
        `select id, author_id from public.posts where organization_id is null order by id desc limit ${PAGE}`,
    ],
    [
      'a page of posts of an organization',
      person(9),
      PAGE,
      () =>
        `select id, member_id from public.posts where organization_id = '${LARGE}' and id < ${2 * USERS} order by id desc limit ${PAGE}`,
    ],
    ['notes', person(9), 1, () => `select id, note from public.notes order by id desc limit ${PAGE}`],
    ['a note more', BUSY, 1, () => `insert into public.notes (note) values ('one more') returning id`],
    ['everyone’s activity', ADMIN, PAGE, () => `select * from public.all_activity(size => ${PAGE})`],
    [
      'everyone’s activity, page 1000',
      ADMIN,
      PAGE,
      async () => `select * from public.all_activity(${await id(entryBack('true', 1000))}, size => ${PAGE})`,
    ],
    [
      'one user’s activity',
      ADMIN,
      PAGE,
      () => `select * from public.all_activity(for_user => '${BUSY}', size => ${PAGE})`,
    ],
    [
      'one user’s activity, page 500',
      ADMIN,
      PAGE,
      async () =>
        `select * from public.all_activity(${await id(entryBack(`user_id = '${BUSY}'`, 500))}, '${BUSY}', ${PAGE})`,
    ],
    [
      'one inactive user’s activity',
      ADMIN,
      5,
      () => `select * from public.all_activity(for_user => '${person(9)}', size => ${PAGE})`,
    ],
    [
      'everyone’s activity, of a rare type',
      ADMIN,
      0,
      () => `select * from public.all_activity(of_type => 'user.banned', size => ${PAGE})`,
    ],
    [
      'one user’s activity, of a rare type',
      ADMIN,
      0,
      () =>
        `select * from public.all_activity(for_user => '${BUSY}', of_type => 'user.banned', size => ${PAGE})`,
    ],
    ['people with a role', ADMIN, 1, () => `select * from public.list_users(with_role => 'admin')`],
    ['people', ADMIN, PAGE, () => `select * from public.list_users(size => ${PAGE})`],
    [
      'users, page 500',
      ADMIN,
      PAGE,
      () => `select * from public.list_users(before => ${old(500 * PAGE)}, size => ${PAGE})`,
    ],
    [
      'users, found by an address',
      ADMIN,
      1,
      () => `select * from public.list_users('ben.smith17777@mail4.example')`,
    ],
    [
      'users, found by a part of every name and address',
      ADMIN,
      PAGE,
      () => `select * from public.list_users('smith', size => ${PAGE})`,
    ],
    [
      'the same, a late page',
      ADMIN,
      PAGE,
      () => `select * from public.list_users('smith', ${old(17_777)}, ${PAGE})`,
    ],
    [
      'users, found by one letter',
      ADMIN,
      PAGE,
      () => `select * from public.list_users('s', size => ${PAGE})`,
    ],
    ['users, a search without matches', ADMIN, 0, () => `select * from public.list_users('no-match')`],
    ['people, found by an id', ADMIN, 1, () => `select * from public.list_users(${old(15_000)})`],
    ['one person', ADMIN, 1, () => `select * from public.get_user(${old(15_000)})`],
    [
      'members',
      person(9),
      PAGE,
      () => `select * from public.list_organization_members('${LARGE}', size => ${PAGE})`,
    ],
    [
      'members, page 500',
      person(9),
      PAGE,
      () => `select * from public.list_organization_members('${LARGE}', ${old(500 * PAGE)}, ${PAGE})`,
    ],
    [
      'one member',
      person(9),
      1,
      () =>
        `select * from public.list_organization_members('${LARGE}', user_ids => array[${old(15_000)}]::uuid[])`,
    ],
    ['organizations', ADMIN, PAGE, () => `select * from public.list_organizations(size => ${PAGE})`],
    [
      'organizations, page 500',
      ADMIN,
      PAGE,
      () => `select * from public.list_organizations(before => ${old(500 * PAGE)}, size => ${PAGE})`,
    ],
    [
      'organizations, found by a part of every name',
      ADMIN,
      PAGE,
      () => `select * from public.list_organizations('team', size => ${PAGE})`,
    ],
    [
      'the same, a late page',
      ADMIN,
      PAGE,
      () => `select * from public.list_organizations('team', ${old(17_777)}, ${PAGE})`,
    ],
    [
      'organizations, found by a slug',
      ADMIN,
      1,
      () => `select * from public.list_organizations('team-17777')`,
    ],
    [
      'organizations, a search without matches',
      ADMIN,
      0,
      () => `select * from public.list_organizations('no-match')`,
    ],
    ['one organization', ADMIN, 1, () => `select * from public.get_organization('team-17777')`],
    ['a failed login', BUSY, 1, report],
    [
      'a new name',
      person(9),
      1,
      () => `update public.profiles set name = 'Ben' where id = '${person(9)}' returning id`,
    ],
    ['the end of an account', person(9), 1, () => 'select public.delete_account()'],
  ])('%s', async ([, userId, rows, statement]) => {
    const response = await tableReads(suite.connection.driver, userId, await statement())
    expect(response.rows).toHaveLength(rows)
    expect(touched(response), reported(response)).toBeLessThan(Math.max(MAX_ROWS, 4 * rows))
    // An index can be read from one end to the other, too.
    expect(response.blocks).toBeLessThan(MAX_BLOCKS)
  })

  // The planner does not know whose notes the policy allows, so it may read all of this user's, but never those of others.
  test.for([
    ['the newest', PAGE, `select id, note from public.notes order by id desc limit ${PAGE}`],
    [
      'an older page',
      PAGE,
      `select id, note from public.notes where id < ${USERS + 5000} order by id desc limit ${PAGE}`,
    ],
    [
      'a page of the export',
      1000,
      `select id, note from public.notes where id > ${USERS + 5000} order by id limit 1000`,
    ],
    ['one', 1, `select id, note from public.notes where id = ${USERS + 5000}`],
  ] as const)('notes of a user with 10,000: %s', async ([, rows, statement]) => {
    const response = await tableReads(suite.connection.driver, BUSY, statement)
    expect(response.rows).toHaveLength(rows)
    expect(touched(response), reported(response)).toBeLessThan(10_000 + 10)
  })

  test('a page of members reads the index alone', async () => {
    const { reads } = await tableReads(
      suite.connection.driver,
      person(9),
      `select * from public.list_organization_members('${LARGE}', ${old(500 * PAGE)}, ${PAGE})`,
    )
    expect(reads.filter(({ table, rows }) => table === 'organization_members' && rows >= PAGE)).toEqual([
      { table: 'organization_members', how: 'Index Only Scan', rows: PAGE },
    ])
  })

  test('a query that reads more is detected', async () => {
    const { reads } = await tableReads(
      suite.connection.driver,
      BUSY,
      'reset role; select count(*) from auth.users where length(email) = 1',
    )
    expect(reads).toEqual([{ table: 'users', how: 'Seq Scan', rows: USERS }])
  })

  async function id(query: string): Promise<number> {
    const { rows } = await suite.connection.driver.query<{ id: number }>(query.slice(1, -1))
    return rows[0]?.id ?? 0
  }
})
