import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from 'supabase-embedded'
import { projectRoot } from './project-root.ts'

/** Prints names and values, such as URLs, in two columns. */
export function printBanner(lines: Record<string, string>): void {
  const width = Math.max(...Object.keys(lines).map((name) => name.length))
  const rows = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  console.info(`\n${rows.join('\n')}\n`)
}

/** @returns the banner lines about a backend that has started: its URLs, key, and example users. */
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
    ...(seeded.length > 0 && { Users: seeded.map((user) => user.email).join(', '), ...seedPassword() }),
  }
}

/** Reads the password of the example users from the comment at the top of the seed. */
function seedPassword(): Record<string, string> {
  const seed = readFileSync(join(projectRoot, 'supabase/seed.sql'), 'utf8')
  const password = /^-- Password of each: (\S+)$/m.exec(seed)?.[1]
  return password ? { Password: password } : {}
}
