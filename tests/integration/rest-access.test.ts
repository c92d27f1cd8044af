import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { type Backend, startBackend } from 'supabase-embedded'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signReport } from '../../utils/audit/sign-report.ts'
import { ROLE_PERMISSIONS } from '../../utils/auth/permissions/role-permissions.ts'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import type { Database } from '../../utils/supabase/database.types.ts'
import { ADMIN, MEMBER, MENTOR, type StackUser } from '../support/stack.ts'

type Client = SupabaseClient<Database>

const MEMBER_ID = '10000000-0000-4000-8000-000000000001'
const ADMIN_ID = '10000000-0000-4000-8000-000000000003'

let backend: Backend
let anon: Client
let member: Client
let mentor: Client
let admin: Client

async function signIn({ email, password }: StackUser): Promise<Client> {
  const client = createClient<Database>(backend.apiUrl, backend.publishableKey)
  const { error } = await client.auth.signInWithPassword({ email, password })
  if (error) throw error
  return client
}

beforeAll(async () => {
  backend = await startBackend()
  anon = createClient<Database>(backend.apiUrl, backend.publishableKey)
  member = await signIn(MEMBER)
  mentor = await signIn(MENTOR)
  admin = await signIn(ADMIN)
})
afterAll(() => backend.close())

const denied = '42501'

/** The error code of a data API request with the publishable key alone; undefined if it succeeds. */
async function codeOf(path: string, init?: RequestInit): Promise<string | undefined> {
  const headers = { apikey: backend.publishableKey, 'content-type': 'application/json' }
  const response = await fetch(`${backend.apiUrl}/rest/v1/${path}`, { ...init, headers })
  return response.ok ? undefined : (await response.json()).code
}
const sections = ['posts', 'materials', 'announcements'] as const
const entry = { title: 'Sent to the data API', body: 'text' }

describe('the publishable key without a session', () => {
  it.each(sections)('reads the public columns of %s', async (section) => {
    const { data, error } = await anon.from(section).select('id, author_name, title, body, created_at')
    expect(error).toBeNull()
    expect(data?.length).toBeGreaterThan(0)
    expect(JSON.stringify(data)).not.toMatch(/@|10000000/)
  })

  it.each(sections)('has no other access to %s', async (section) => {
    expect((await anon.from(section).select('author_id')).error?.code).toBe(denied)
    expect((await anon.from(section).insert(entry)).error?.code).toBe(denied)
    expect((await anon.from(section).update(entry).gt('id', 0)).error?.code).toBe(denied)
    expect((await anon.from(section).delete().gt('id', 0)).error?.code).toBe(denied)
  })

  it('reads no other table', async () => {
    const tables = await backend.sql<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') order by 1`,
    )
    const codes = await Promise.all(tables.map(async ({ name }) => [name, await codeOf(`${name}?select=*`)]))
    expect(codes.filter(([name, code]) => name !== 'colors' && code !== denied)).toEqual([])
  })

  it('calls only the functions that need no session', async () => {
    const functions = await backend.sql<{ name: string; parameters: string[] | null }>(
      `select proname::text as name, to_jsonb(proargnames[1:pronargs]) as parameters
       from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' order by 1`,
    )
    const codes = await Promise.all(
      functions.map(async ({ name, parameters }) => {
        const body = Object.fromEntries((parameters ?? []).map((parameter) => [parameter, null]))
        return [name, await codeOf(`rpc/${name}`, { method: 'POST', body: JSON.stringify(body) })]
      }),
    )
    expect(codes.length).toBeGreaterThan(15)
    // A new device is reported, and an invitation read, from an email, with a token.
    expect(codes.filter(([, code]) => code !== denied)).toEqual([
      ['applied_migrations', undefined],
      ['read_invitation', '22023'],
      ['report_device', undefined],
      ['signup_mode', undefined],
    ])
  })
})

describe("a member's token", () => {
  it.each([
    ['posts', undefined],
    ['materials', denied],
    ['announcements', denied],
  ] as const)('adds to %s: %s', async (section, code) => {
    expect((await member.from(section).insert(entry)).error?.code).toBe(code)
  })

  it.each(sections)('cannot delete entries of other users from %s, or update any', async (section) => {
    const { data } = await member.from(section).delete().neq('author_id', MEMBER_ID).select('id')
    expect(data).toEqual([])
    expect((await member.from(section).update(entry).gt('id', 0)).error?.code).toBe(denied)
  })

  it('cannot create entries for another user', async () => {
    const forged = { ...entry, author_id: ADMIN_ID }
    expect((await member.from('posts').insert(forged)).error?.code).toBe(denied)
    expect((await member.from('posts').insert({ ...entry, author_name: 'Admin' })).error?.code).toBe(denied)
  })

  it('cannot grant itself a role', async () => {
    const row = { user_id: MEMBER_ID, role: 'admin' } as const
    expect((await member.from('user_roles').insert(row)).error?.code).toBe(denied)
    expect((await member.from('user_roles').upsert(row)).error?.code).toBe(denied)
    expect((await member.from('user_roles').update(row).eq('user_id', MEMBER_ID)).error?.code).toBe(denied)
    const permission = { role: 'member', permission: 'users.manage' } as const
    expect((await member.from('role_permissions').insert(permission)).error?.code).toBe(denied)
    expect((await member.rpc('grant_role', { ...row, reason: '' })).error?.code).toBe(denied)
    await member.auth.updateUser({ data: { role: 'admin', app_role: 'admin', user_role: 'admin' } })
    await member.auth.refreshSession()
    expect((await member.rpc('current_permissions')).data).toEqual(ROLE_PERMISSIONS.member)
  })

  it('reads only its own roles', async () => {
    const { data } = await member.from('user_roles').select('user_id, role, expires_at')
    expect(data).toEqual([{ user_id: MEMBER_ID, role: 'member', expires_at: null }])
    expect((await member.from('user_roles').select('*')).error?.code).toBe(denied)
  })

  it.each(['role_permissions', 'audit_log'] as const)('cannot read %s', async (table) => {
    expect((await member.from(table).select('*')).error?.code).toBe(denied)
  })

  it('cannot manage users', async () => {
    const calls = [
      member.rpc('all_activity', {}),
      member.rpc('list_users', {}),
      member.rpc('revoke_role', { user_id: ADMIN_ID, role: 'admin', reason: '' }),
      member.rpc('end_user_sessions', { user_id: ADMIN_ID, reason: '' }),
      member.rpc('ban_user', { user_id: ADMIN_ID, reason: 'x' }),
      member.rpc('unban_user', { user_id: ADMIN_ID, reason: 'x' }),
    ]
    expect((await Promise.all(calls)).map(({ error }) => error?.code)).toEqual(calls.map(() => denied))
  })

  it('reads only its own activity, with the client of its session', async () => {
    const { data } = await member.rpc('my_activity', { size: 100 })
    const started = data?.find(({ type }) => type === 'session.started')
    expect(started).toMatchObject({
      ip: '127.0.0.1',
      user_agent: 'node',
      is_current_session: true,
      is_own_action: true,
    })
    expect(JSON.stringify(data)).not.toContain('@')
  })
})

describe("a mentor's and an admin's token", () => {
  it('create entries as their roles allow', async () => {
    expect((await mentor.from('materials').insert(entry)).error).toBeNull()
    expect((await mentor.from('announcements').insert(entry)).error?.code).toBe(denied)
    expect((await admin.from('announcements').insert(entry)).error).toBeNull()
    const { data } = await admin.from('posts').delete().eq('author_id', MEMBER_ID).select('id')
    expect(data?.length).toBeGreaterThan(0)
  })

  it('a token of an admin whose sessions were ended has no permissions', async () => {
    await backend.sql(`insert into public.user_roles (user_id, role) values ($1, 'admin')`, [MEMBER_ID])
    const second = await signIn(MEMBER)
    expect((await second.rpc('authorize', { permission: 'users.manage' })).data).toBe(true)
    expect((await admin.rpc('end_user_sessions', { user_id: MEMBER_ID, reason: 'a lost laptop' })).data).toBe(
      2,
    )
    expect((await second.rpc('authorize', { permission: 'users.manage' })).data).toBe(false)
    expect((await second.rpc('list_users', {})).error?.code).toBe(denied)
    expect((await second.from('posts').insert(entry)).error?.code).toBe(denied)
  })

  it('an expired role grants nothing from the next request on', async () => {
    await backend.sql(
      `update public.user_roles set expires_at = now() + interval '1 hour' where user_id = $1 and role = 'admin'`,
      [MEMBER_ID],
    )
    const again = await signIn(MEMBER)
    expect((await again.rpc('authorize', { permission: 'users.manage' })).data).toBe(true)
    await backend.sql(
      `update public.user_roles set expires_at = now() where user_id = $1 and role = 'admin'`,
      [MEMBER_ID],
    )
    expect((await again.rpc('authorize', { permission: 'users.manage' })).data).toBe(false)
  })

  it('the last admin role cannot be revoked', async () => {
    const { error } = await admin.rpc('revoke_role', { user_id: ADMIN_ID, role: 'admin', reason: '' })
    expect(error?.message).toBe('last_admin')
  })
})

describe('the audit log', () => {
  it('contains no email, password, token or code', async () => {
    const event = {
      type: 'login.failed',
      reason: 'invalid_credentials',
      email: 'no-such@example.com',
    } as const
    const origin = { address: '203.0.113.9', userAgent: 'a browser' }
    const signed = signReport(event, origin, LOCAL_AUDIT_SIGNING_KEY)
    expect((await anon.rpc('record_event', signed)).error).toBeNull()
    const forged = signReport(event, origin, 'a made-up signing key of sufficient length')
    expect((await anon.rpc('record_event', forged)).error?.code).toBe('42501')
    const rows = await backend.sql<{ entry: string }>('select entry::text from public.audit_log as entry')
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.map(({ entry }) => entry).join('\n')).not.toMatch(/@|password|\$2[aby]\$|eyJ/)
  })
})
