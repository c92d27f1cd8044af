import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MEMBER, MENTOR, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()
beforeEach(() => stack.proxy.fault(null))

const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

/** Which part of the export contains the rows that belong to a user, by column. */
const EXPORTED: Record<string, string> = {
  'announcements.author_id': 'announcements',
  'audit_log.user_id': 'activity',
  'materials.author_id': 'materials',
  'notes.user_id': 'notes',
  'organization_members.user_id': 'organizations',
  'posts.author_id': 'posts',
  'profiles.id': 'profile',
  'user_roles.user_id': 'roles',
}

/** Columns that reference a user and are not exported, each with the reason. */
const LEFT_OUT: Record<string, string> = {
  'audit_log.actor_id':
    'who changed another account: the entry belongs to that account and is exported with it',
  'audit_log.session_id': 'identifies a session, not a user',
  'announcements.idempotency_key': 'identifies a form, not a user',
  'announcements.member_id': 'as notes.author_id',
  'announcements.organization_id': 'as notes.author_id',
  'materials.idempotency_key': 'identifies a form, not a user',
  'materials.member_id': 'as notes.author_id',
  'materials.organization_id': 'as notes.author_id',
  'notes.author_id': 'a note of an organization belongs to the organization, which its members can read',
  'notes.idempotency_key': 'identifies a form, not a user',
  'notes.organization_id': 'as notes.author_id',
  'notes.owner_id': 'as notes.user_id',
  'organization_members.organization_id': 'identifies an organization, not a user',
  'organizations.id': 'identifies an organization, not a user',
  'posts.idempotency_key': 'identifies a form, not a user',
  'posts.member_id': 'as notes.author_id',
  'posts.organization_id': 'as notes.author_id',
  'user_roles.granted_by': 'who granted a role to another user: exported with that user’s roles',
}

const NOTES = 1050
const ENTRIES = 230

async function download(user: typeof MEMBER) {
  const jar = await signedIn(stack, user)
  const response = await jar.fetch('/account/data/export')
  expect([response.status, response.headers.get('location')]).toEqual([200, null])
  const text = await response.text()
  return { text, data: JSON.parse(text) }
}

const idOf = async ({ email }: typeof MEMBER) =>
  (await sql<{ id: string }>('select id from auth.users where email = $1', [email]))[0]?.id

it('covers every column that references a user', async () => {
  const found = await sql<{ name: string }>(
    `select format('%s.%s', class.relname, attribute.attname) as name
     from pg_attribute as attribute
     join pg_class as class on class.oid = attribute.attrelid and class.relkind in ('r', 'p')
     where class.relnamespace = 'public'::regnamespace and attribute.attnum > 0 and not attribute.attisdropped
       and (
         attribute.atttypid = 'uuid'::regtype
         or attribute.attname ~ '(user|author|owner|actor)_id$'
         or exists (
           select from pg_constraint as refers
           where refers.conrelid = class.oid and refers.contype = 'f' and refers.confrelid = 'auth.users'::regclass
             and attribute.attnum = any (refers.conkey)
         )
       )
     order by 1`,
  )
  expect(found.map(({ name }) => name)).toEqual(
    [...Object.keys(EXPORTED), ...Object.keys(LEFT_OUT)].sort((a, b) => (a < b ? -1 : 1)),
  )
})

describe('with rows in every table', () => {
  beforeAll(async () => {
    for (const user of [MEMBER, MENTOR]) {
      const values = [await idOf(user), `by ${user.email}`]
      for (const section of ['posts', 'materials', 'announcements'])
        await sql(`insert into public.${section} (author_id, title, body) values ($1, $2, $2)`, values)
      await sql('insert into public.notes (user_id, note) values ($1, $2)', values)
      await sql(
        "insert into public.audit_log (type, user_id, reason) values ('role.granted', $1, $2)",
        values,
      )
    }
    const member = [await idOf(MEMBER)]
    await sql(
      `insert into public.notes (user_id, note) select $1, 'note ' || n from generate_series(2, ${NOTES}) as n`,
      member,
    )
    await sql(
      `insert into public.audit_log (type, user_id, reason)
       select 'session.started', $1, 'entry ' || n from generate_series(1, ${ENTRIES}) as n`,
      member,
    )
    await sql(
      `insert into public.user_roles (user_id, role, expires_at) values ($1, 'mentor', '2099-01-01T00:00:00Z')`,
      member,
    )
    await sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
       values (gen_random_uuid(), $1, 'Phone', 'totp', 'unverified', 'JBSWY3DPEHPK3PXP', now(), now())`,
      member,
    )
    await sql(
      `with organization as (insert into public.organizations (slug, name) values ('exported', 'Exported') returning id),
         membership as (insert into public.organization_members (organization_id, user_id, role) select id, $1, 'admin' from organization)
       insert into public.notes (organization_id, note) select id, 'of an organization' from organization`,
      member,
    )
    await sql(
      `with organization as (insert into public.organizations (slug, name) values ('removed-from', 'Removed') returning id)
       insert into private.organization_removals (organization_id, user_id) select id, $1 from organization`,
      member,
    )
    for (const { email } of [MEMBER, MENTOR])
      await sql(`insert into private.access_requests (email, name, reason) values ($1, 'Ada', $2)`, [
        email,
        `by ${email}`,
      ])
    await sql(
      `insert into private.factor_resets (user_id, due_at) values ($1, '2099-01-01T00:00:00Z')`,
      member,
    )
    await sql('insert into private.recovery_code_attempts (user_id) values ($1)', member)
    await sql(
      `insert into private.recovery_codes (user_id, code_hash) select $1, 'hash ' || n from generate_series(1, 3) as n`,
      member,
    )
  })

  it('contains the user’s data in each part', async () => {
    const { data } = await download(MEMBER)
    for (const part of Object.values(EXPORTED)) expect(data[part], part).not.toHaveLength(0)
    const own = { title: `by ${MEMBER.email}`, body: `by ${MEMBER.email}` }
    for (const part of ['posts', 'materials', 'announcements'])
      expect(data[part]).toContainEqual({ ...own, id: expect.any(Number), created_at: expect.any(String) })
    const roles: { role: string; expires_at: string | null }[] = data.roles
    const until = roles.map(({ role, expires_at }) => [role, expires_at && Date.parse(expires_at)])
    expect(until).toContainEqual(['member', null])
    expect(until).toContainEqual(['mentor', Date.parse('2099-01-01T00:00:00Z')])
    expect(data.organizations).toEqual([
      { slug: 'acme', name: 'Acme', role: 'admin', expires_at: null, joined_at: expect.any(String) },
      { slug: 'exported', name: 'Exported', role: 'admin', expires_at: null, joined_at: expect.any(String) },
    ])
    expect(data.organizationRemovals).toEqual([
      { organization_slug: 'removed-from', removed_at: expect.any(String) },
    ])
    expect(data.accessRequests).toMatchObject([
      { name: 'Ada', reason: `by ${MEMBER.email}`, status: 'pending' },
    ])
    expect(data.lastSignInLocation).toBeNull()
    expect(data.sessions).toContainEqual(expect.objectContaining({ is_current: true }))
    expect(data.twoFactor).toEqual({
      factors: [
        { factor_type: 'totp', friendly_name: 'Phone', status: 'unverified', added_at: expect.any(String) },
      ],
      recovery_codes_left: 3,
      pending_reset: { requested_at: expect.any(String), due_at: expect.stringContaining('2099-01-01') },
      trusted_devices: [],
    })
  })

  it('contains every row once, however many there are', async () => {
    const { data } = await download(MEMBER)
    const notes: { id: number; note: string }[] = data.notes
    expect(new Set(notes.map(({ note }) => note)).size).toBe(NOTES)
    expect(notes).toHaveLength(NOTES)
    expect(Object.keys(notes[0] ?? {})).toEqual(['id', 'note'])
    const entries: { reason: string | null }[] = data.activity
    expect(entries.filter(({ reason }) => reason?.startsWith('entry '))).toHaveLength(ENTRIES)
  })

  it('is complete if the database is too slow for a page', async () => {
    await stack.proxy.fault({ kind: 'slow', ms: 2000, only: (path) => path.startsWith('/rest/v1/notes') })
    const { data } = await download(MENTOR)
    expect(data.notes).toHaveLength(1)
  })

  it('contains nothing of other users', async () => {
    const { text } = await download(MEMBER)
    expect(text).not.toContain(MENTOR.email)
    expect(text).not.toContain(await idOf(MENTOR))
    expect(text).not.toContain('hash 1')
    expect((await download(MENTOR)).text).not.toContain(MEMBER.email)
  })
})
