import type { BrowserContext } from '@playwright/test'
import type { Sql } from 'supabase-embedded'
import { ageSessions } from './age-sessions.ts'
import { BrowserJar } from './browser-jar.ts'
import { expireAccessToken, readSession, type Stack, type StackUser, writeSession } from './stack.ts'

const SESSION = /^sb-\w+-auth-token(\.\d+)?$/

/** Makes every session of this user an hour old, and expires the access token of this browser. */
export async function advanceOneHour(context: BrowserContext, sql: Sql, { email }: StackUser): Promise<void> {
  await ageSessions(sql, email)
  const cookies = await context.cookies()
  const session = cookies.find(({ name }) => SESSION.test(name))
  if (!session) throw new Error('No user is signed in.')
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

/** The same for the session of one browser over plain HTTP, with an access token that says so. */
export async function advanceOneHourIn(jar: BrowserJar, { backend, cookieName }: Stack): Promise<void> {
  const [, claims = ''] = readSession(jar, cookieName).access_token.split('.')
  const { session_id } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  await ageSessions(backend.sql, session_id)
  expireAccessToken(jar, cookieName)
  await jar.fetch('/private')
}
