import { resolve } from 'node:path'
import { applyMigrations, openDatabase } from 'supabase-embedded/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { EVENT_TEXTS } from '../../utils/audit/event-texts.ts'
import { ROLE_PERMISSIONS } from '../../utils/auth/permissions/permissions.ts'

let connection: Awaited<ReturnType<typeof openDatabase>>

beforeAll(async () => {
  connection = await openDatabase()
  await applyMigrations(connection.driver, resolve(projectRoot, 'supabase/migrations'))
})

afterAll(() => connection.close())

test('the permissions in TypeScript are those in the database', async () => {
  const { rows } = await connection.driver.query<{ role: string; permissions: string[] }>(
    'select role, array_agg(permission order by permission) as permissions from public.role_permissions group by role',
  )

  expect(Object.fromEntries(rows.map(({ role, permissions }) => [role, permissions]))).toEqual(
    ROLE_PERMISSIONS,
  )
})

test('every type of audit entry has its words', async () => {
  const { rows } = await connection.driver.query<{ type: string }>(
    'select unnest(enum_range(null::public.audit_type))::text as type',
  )

  expect(Object.keys(EVENT_TEXTS).sort()).toEqual(rows.map(({ type }) => type).sort())
})
