import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend, BackendAddresses } from 'supabase-embedded'
import { projectRoot } from './project-root.ts'

/** Prints names and values, such as URLs, in two columns. */
export function printBanner(lines: Record<string, string>): void {
  if (Object.keys(lines).length === 0) return
  const width = Math.max(...Object.keys(lines).map((name) => name.length))
  const rows = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  console.info(`\n${rows.join('\n')}\n`)
}

/** @returns the banner lines about where a backend listens: its URLs and key. */
export function describeAddresses({
  apiUrl,
  mailboxUrl,
  githubUrl,
  ssoUrl,
  publishableKey,
}: BackendAddresses): Record<string, string> {
  return {
    API: apiUrl,
    Mailbox: mailboxUrl,
    ...(githubUrl && { GitHub: `${githubUrl} (local)` }),
    ...(ssoUrl && { SSO: `${ssoUrl} (local, for addresses at sso.example.com)` }),
    'Publishable key': publishableKey,
  }
}

/** @returns the banner lines about the example users of a backend that has started; none without the seed. */
export async function describeUsers({ sql }: Backend): Promise<Record<string, string>> {
  const seeded = await sql<{ email: string }>(
    `select email from auth.users where email like 'example-%' order by created_at, email`,
  )
  if (seeded.length === 0) return {}
  return { Users: seeded.map((user) => user.email).join(', '), ...seedPassword() }
}

/** Reads the password of the example users from the comment at the top of the seed. */
function seedPassword(): Record<string, string> {
  const seed = readFileSync(join(projectRoot, 'supabase/seed.sql'), 'utf8')
  const password = /^-- Password of each: (\S+)$/m.exec(seed)?.[1]
  return password ? { Password: password } : {}
}
