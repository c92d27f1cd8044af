import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

const NEXT = resolve(import.meta.dirname, '../../node_modules/next/dist/bin/next')
const STARTS_WITHIN_MS = 30_000

export type App = {
  url: string
  /** Everything the server printed so far. */
  output(): string
  pid: number
  isRunning(): boolean
  /** Asks the server to end, as a platform does. Resolves with its exit code. */
  close(): Promise<number | null>
}

export type AppOptions = {
  /** The project's public address; what the session cookie is named after. */
  supabaseUrl: string
  /** The address the server uses instead: a fault proxy. */
  serverUrl?: string
  publishableKey: string
  port?: number
  env?: Record<string, string>
}

/**
 * Starts the production server of the last build (`npm run build`) on a free port.
 *
 * @returns once it answers. Throws with its output when it ends or does not answer within 30 s.
 */
export async function startApp({
  supabaseUrl,
  serverUrl,
  publishableKey,
  port,
  env,
}: AppOptions): Promise<App> {
  const at = port ?? (await freePort())
  const url = `http://localhost:${at}`
  const server = spawn(process.execPath, [NEXT, 'start', '--port', String(at)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
      NEXT_PUBLIC_SITE_URL: url,
      SUPABASE_URL: serverUrl ?? supabaseUrl,
      // As short as the Auth server's own pause in supabase/config.toml.
      EMAIL_PAUSE_SECONDS: '1',
      PASSWORD_BREACH_CHECK: 'off',
      LOG_LEVEL: 'info',
      ...env,
    },
  })
  let printed = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (printed += chunk))

  await answers(url, server, () => printed)
  return {
    url,
    output: () => printed,
    pid: server.pid ?? 0,
    isRunning: () => server.exitCode === null && server.signalCode === null,
    async close() {
      if (server.exitCode !== null || server.signalCode !== null) return server.exitCode
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      const [code] = await ended
      return code
    },
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answers(url: string, server: ChildProcess, output: () => string): Promise<void> {
  const giveUp = Date.now() + STARTS_WITHIN_MS
  while (Date.now() < giveUp) {
    if (server.exitCode !== null) break
    const response = await fetch(`${url}/robots.txt`).catch(() => null)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  server.kill('SIGKILL')
  throw new Error(`The application did not start:\n${output()}`)
}
