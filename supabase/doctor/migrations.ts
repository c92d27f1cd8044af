import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { Project } from './project.ts'

const FOLDER = resolve(import.meta.dirname, '../migrations')
const CHECK = 'migrations'
const APPLY = 'Run: npx supabase db push --remote=<ref>'

/** Whether the database has every migration of this checkout, by its own record of them. */
export async function migrations({ ask }: Project): Promise<Finding[]> {
  const { status, body } = await ask('/rest/v1/rpc/applied_migrations')
  if (status === 404) return [failure(CHECK, `The database lacks this application's tables. ${APPLY}`)]
  const answer = z.array(z.string()).nullable().safeParse(body)
  if (status !== 200 || !answer.success)
    return [failure(CHECK, `The data API does not tell which migrations were applied (${status}).`)]
  // The function that answered came by a migration itself: an empty record is none.
  if (!answer.data?.length)
    return [
      warning(
        CHECK,
        'They were not applied by the Supabase CLI, which keeps a record of them: no one knows whether one is missing.',
      ),
    ]
  return [compare(answer.data)]
}

function compare(applied: string[]): Finding {
  const ours = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
  const versions = new Set(ours.map((file) => file.split('_')[0]))
  const missing = ours.filter((file) => !applied.includes(file.split('_')[0] ?? ''))
  const later = applied.filter((version) => !versions.has(version))
  if (missing.length) return failure(CHECK, `The database lacks ${missing.join(', ')}. ${APPLY}`)
  if (later.length)
    return warning(
      CHECK,
      `The database has migrations that ${join('supabase', 'migrations')} lacks: ${later.join(', ')}. Is this checkout current?`,
    )
  return ok(CHECK, `All ${ours.length} are applied.`)
}
