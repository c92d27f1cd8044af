import type { BrowserContext } from '@playwright/test'
import type { Backend } from '../../supabase/local/backend.ts'
import { BrowserJar } from './browser-jar.ts'
import { type Person, readSession, writeSession } from './stack.ts'

const SESSION = /^sb-\w+-auth-token(\.\d+)?$/

/** Makes every login of this person an hour old, and the access token of this browser one that has run out. */
export async function letAnHourPass(
  context: BrowserContext,
  backend: Backend | null,
  { email }: Person,
): Promise<void> {
  if (!backend) throw new Error('Only the embedded backend lets a test move the clock.')
  const own = 'user_id = (select id from auth.users where email = $1)'
  await backend.sql(
    `update auth.mfa_amr_claims set created_at = created_at - interval '1 hour'
     where session_id in (select id from auth.sessions where ${own})`,
    [email],
  )
  await backend.sql(`update auth.sessions set created_at = created_at - interval '1 hour' where ${own}`, [
    email,
  ])
  const cookies = await context.cookies()
  const session = cookies.find(({ name }) => SESSION.test(name))
  if (!session) throw new Error('Nobody is signed in.')
  const cookieName = session.name.replace(/\.\d+$/, '')
  const jar = new BrowserJar(
    'http://localhost',
    cookies.map(({ name, value }) => [name, value]),
  )
  // Without the user it fits into one cookie.
  const { user: _user, ...tokens } = readSession(jar, cookieName)
  writeSession(jar, cookieName, { ...tokens, expires_at: Math.floor(Date.now() / 1000) - 60 })
  await context.clearCookies({ name: SESSION })
  await context.addCookies([{ ...session, name: cookieName, value: jar.cookies.get(cookieName) ?? '' }])
}
