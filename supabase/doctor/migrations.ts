import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const FOLDER = resolve(import.meta.dirname, '../migrations')
const CHECK = 'migrations'
const APPLY = 'Run: npx supabase db push --remote=<ref>'

/** Checks that the database has every migration of this checkout, according to the record that the Supabase CLI keeps. */
export async function checkMigrations({ get }: Project): Promise<Finding[]> {
  const { status, body } = await get('/rest/v1/rpc/applied_migrations')
  if (status === 404) return [failure(CHECK, `The migrations of this app are not applied. ${APPLY}`)]
  const applied = z.array(z.string()).nullable().safeParse(body)
  if (status !== 200 || !applied.success)
    return [
      failure(
        CHECK,
        `The data API did not return the applied migrations (${status}). Check the status of the project in the dashboard.`,
      ),
    ]
  // A migration created the function that responded, so an empty list means that there is no record.
  if (!applied.data?.length)
    return [
      warning(
        CHECK,
        'The database has no record of its migrations, because they were not applied by the Supabase CLI. Compare the database with supabase/migrations.',
      ),
    ]
  return [compareVersions(applied.data)]
}

function compareVersions(applied: string[]): Finding {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
  const versions = new Set(files.map((file) => file.split('_')[0]))
  const missing = files.filter((file) => !applied.includes(file.split('_')[0] ?? ''))
  const unknown = applied.filter((version) => !versions.has(version))
  if (missing.length)
    return failure(CHECK, `The database does not have these migrations: ${missing.join(', ')}. ${APPLY}`)
  if (unknown.length)
    return warning(
      CHECK,
      `The database has migrations that are not in supabase/migrations: ${unknown.join(', ')}. Make sure that this checkout is up to date.`,
    )
  return ok(CHECK, `All ${files.length} migrations are applied.`)
}
