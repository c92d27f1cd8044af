import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from 'supabase-embedded'
import { projectRoot } from './project-root.ts'

/** Prints lines of a name and an address, one below the other. */
export function announce(lines: Record<string, string>): void {
  const width = Math.max(...Object.keys(lines).map((name) => name.length))
  const rows = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  console.info(`\n${rows.join('\n')}\n`)
}

/** What there is to know about a backend that was just started. */
export async function describeBackend({
  apiUrl,
  mailboxUrl,
  githubUrl,
  publishableKey,
  sql,
}: Backend): Promise<Record<string, string>> {
  const seeded = await sql<{ email: string }>(
    `select email from auth.users where email like 'example-%' order by created_at, email`,
  )
  return {
    API: apiUrl,
    Mailbox: mailboxUrl,
    ...(githubUrl && { GitHub: `${githubUrl} (local)` }),
    'Publishable key': publishableKey,
    ...(seeded.length > 0 && { Users: seeded.map((user) => user.email).join(', '), ...password() }),
  }
}

/** The seed says in its heading which password its users have. */
function password(): Record<string, string> {
  const heading = readFileSync(join(projectRoot, 'supabase/seed.sql'), 'utf8')
  const found = /^-- Password of each: (\S+)$/m.exec(heading)?.[1]
  return found ? { Password: found } : {}
}
