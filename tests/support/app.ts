import { resolve } from 'node:path'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { startOnPort } from './start-on-port.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const NEXT = resolve(ROOT, 'node_modules/next/dist/bin/next')

/** The secret with which the apps under test encrypt their cookies. */
export const COOKIE_SECRET = 'known only to the tests of this project'

export type App = ServerProcess & { url: string }

export type AppOptions = {
  /** The project's public URL, from which the name of the session cookie is derived. */
  supabaseUrl: string
  /** The URL that the server uses instead: a fault proxy. */
  serverUrl?: string
  publishableKey: string
  /** Any free port if unset. */
  port?: number
  env?: Record<string, string>
}

/**
 * Starts the production server of the last build (`npm run build`).
 *
 * @returns once it responds. Throws PortInUse if the requested port is in use, and an Error with its output if it exits or does
 * not respond.
 */
export function startApp({ port, ...options }: AppOptions): Promise<App> {
  return port === undefined ? startOnPort((any) => startAppOn(any, options)) : startAppOn(port, options)
}

async function startAppOn(
  port: number,
  { supabaseUrl, serverUrl, publishableKey, env }: Omit<AppOptions, 'port'>,
): Promise<App> {
  const url = `http://localhost:${port}`
  const server = await startServerProcess(process.execPath, [NEXT, 'start', '--port', String(port)], {
    port,
    ready: /Ready in/,
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
      NEXT_PUBLIC_SITE_URL: url,
      SUPABASE_URL: serverUrl ?? supabaseUrl,
      // As short as the Auth server's cooldown in supabase/config.toml.
      EMAIL_COOLDOWN_SECONDS: '1',
      PASSWORD_BREACH_CHECK: 'off',
      COOKIE_SECRET,
      AUDIT_SIGNING_KEY: LOCAL_AUDIT_SIGNING_KEY,
      LOG_LEVEL: 'info',
      ...env,
    },
  })
  // Next.js reports that it is ready before instrumentation.ts has run: a page waits for that, a static file would not.
  await fetch(`${url}/api/health`)
  return { ...server, url }
}
