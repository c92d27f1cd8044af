import { createServerClient } from '@supabase/ssr'
import { type Backend, type BackendOptions, startBackend } from 'supabase-embedded'
import { COOKIE_ENCODING } from '../../utils/supabase/session-cookies.ts'
import { type App, startApp } from './app.ts'
import { BrowserJar } from './browser-jar.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { Secrets } from './secrets.ts'
import { startOnPort } from './start-on-port.ts'
import { HANG_MS } from './timeouts.ts'

export type StackUser = { name: string; email: string; password: string }

export type Stack = {
  app: App
  backend: Backend
  /** The proxy between the app's server and the backend. Ending a fault waits until the app has noticed. */
  proxy: FaultProxy
  /** Ends every fault without waiting until the app has noticed. */
  heal(): Promise<void>
  mailbox: Mailbox
  cookieName: string
  /** The secrets of the Auth traffic that the app must not print. */
  secrets: Secrets
  /** Throws if the app has printed a secret. */
  close(): Promise<void>
}

/** The domain of the users of the local identity provider. */
export const SSO_DOMAIN = 'sso.example.com'

/** Starts the backend, a fault proxy in front of it, and the last build of the app behind that proxy. */
export function startStack(env: Record<string, string> = {}, options: BackendOptions = {}): Promise<Stack> {
  return startOnPort((port) => startStackOn(port, env, options))
}

async function startStackOn(
  port: number,
  env: Record<string, string>,
  options: BackendOptions,
): Promise<Stack> {
  const defaultTemplates = process.env.SUPABASE_LOCAL_TEMPLATES === 'default'
  const siteUrl = `http://localhost:${port}`
  const ssoDomains = [SSO_DOMAIN]
  const backend = await startBackend({ siteUrl, defaultTemplates, ssoDomains, ...options })
  const secrets = new Secrets()
  const proxy = await startFaultProxy(backend.apiUrl, secrets)
  const { apiUrl: supabaseUrl, publishableKey } = backend
  const app = await startApp({
    supabaseUrl,
    serverUrl: proxy.url,
    publishableKey,
    port,
    // Where a sender is named, the application sends its own emails to the mailbox.
    env: {
      LOG_LEVEL: 'debug',
      ...(backend.githubUrl && { PICTURE_ORIGINS: backend.githubUrl }),
      ...(env.EMAIL_FROM && { SMTP_URL: backend.smtpUrl }),
      ...env,
    },
  }).catch(async (error) => {
    await proxy.close()
    await backend.close()
    throw error
  })
  return {
    app,
    backend,
    proxy: { ...proxy, fault: (next) => proxy.fault(next).then(() => (next ? undefined : isReady(app))) },
    heal: () => proxy.fault(null),
    mailbox: openMailbox(backend.mailboxUrl),
    cookieName: 'sb-127-auth-token',
    secrets,
    async close() {
      await app.close()
      await proxy.close()
      await backend.close()
      secrets.expectNoneIn(app.output())
    },
  }
}

/** Waits until an app, if it still runs, has recovered from an outage and calls Supabase again. Throws if it never does. */
async function isReady({ url, isRunning }: App): Promise<void> {
  const giveUp = Date.now() + HANG_MS
  while (isRunning() && Date.now() < giveUp) {
    if ((await fetch(`${url}/api/ready`)).ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  if (isRunning()) throw new Error('The application is not ready.')
}

/** A user of supabase/seed.sql. */
export const MEMBER: StackUser = {
  name: 'Example Member',
  email: 'example-member@example.com',
  password: 'example-password',
}

export const MENTOR: StackUser = { ...MEMBER, name: 'Example Mentor', email: 'example-mentor@example.com' }

export const ADMIN: StackUser = { ...MEMBER, name: 'Example Admin', email: 'example-admin@example.com' }

/** A browser in which this user is signed in, directly at the Auth server instead of through the app. */
export async function signedIn(
  { app, backend, cookieName }: { app: Pick<App, 'url'>; backend: Backend; cookieName: string },
  { email, password }: StackUser,
): Promise<BrowserJar> {
  const jar = new BrowserJar(app.url)
  const client = createServerClient(backend.apiUrl, backend.publishableKey, {
    cookieOptions: { name: cookieName },
    cookies: {
      encode: COOKIE_ENCODING,
      getAll: () => [],
      setAll: (writes) => {
        for (const { name, value } of writes) jar.cookies.set(name, value)
      },
    },
  })
  const { error } = await client.auth.signInWithPassword({ email, password })
  if (error) throw error
  return jar
}

export type StoredSession = {
  access_token: string
  refresh_token: string
  expires_at: number
  user?: unknown
}

/** The session in a browser's cookies. Throws if there is none. */
export function readSession({ cookies }: BrowserJar, cookieName: string): StoredSession {
  const chunks =
    cookies.get(cookieName) ?? [0, 1, 2, 3].map((n) => cookies.get(`${cookieName}.${n}`) ?? '').join('')
  return JSON.parse(Buffer.from(chunks.replace(/^base64-/, ''), 'base64url').toString())
}

/** Stores a session in a browser's cookies, in one cookie of any size. */
export function writeSession({ cookies }: BrowserJar, cookieName: string, session: unknown): void {
  for (const name of [...cookies.keys()]) if (name.startsWith(cookieName)) cookies.delete(name)
  cookies.set(cookieName, `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`)
}

/** Expires a browser's access token. */
export function expireAccessToken(jar: BrowserJar, cookieName: string): void {
  const session = readSession(jar, cookieName)
  writeSession(jar, cookieName, { ...session, expires_at: Math.floor(Date.now() / 1000) - 60 })
}
