import { type BackendAddresses, publishableKey } from 'supabase-embedded'
import { describeAddresses, describeUsers } from './banner.ts'
import { configuredSupabaseUrl } from './environment.ts'
import { readPort } from './port.ts'
import { startProjectBackend } from './project-backend.ts'

export interface LocalSupabase {
  url: string
  /** Lines of the banner. */
  banner: Record<string, string>
  /** Environment variables for the app’s development bar. */
  devEnvironment: Record<string, string>
  /** Where the mailbox of the embedded backend takes emails. */
  smtpUrl?: string
  /** The URL of the embedded backend’s GitHub. */
  githubUrl?: string | undefined
  /** Resolves once it responds, with further lines of the banner. Rejects if it does not start. */
  ready: Promise<Record<string, string>>
  close(): Promise<void>
  /** Whether this process started the embedded backend. */
  isEmbedded: boolean
}

/**
 * Uses the local Supabase that already runs at the configured URL, such as `npx supabase start`. If none does, starts the embedded
 * backend there.
 * @returns once its URLs are known. The embedded backend is still starting then, and requests wait for it.
 * @param options the URL of the app, and the folder for the data (in memory if unset).
 */
export async function localSupabase(options: {
  siteUrl: string
  dataDir?: string | undefined
}): Promise<LocalSupabase> {
  const configured = configuredSupabaseUrl()
  const url = configured ?? `http://127.0.0.1:${readPort('SUPABASE_LOCAL_PORT', 54321)}`
  if (await isSupabaseRunning(url))
    return {
      url,
      banner: { Supabase: `${url} (already running)` },
      devEnvironment: {
        DEV_BACKEND: 'Running Supabase',
        DEV_MAILBOX_URL: `http://127.0.0.1:${readPort('MAILBOX_PORT', 54324)}`,
      },
      ready: Promise.resolve({}),
      close: async () => {},
      isEmbedded: false,
    }
  const apiPort = Number(new URL(url).port || 80)
  const { promise: listening, resolve: onListening } = Promise.withResolvers<BackendAddresses>()
  const starting = startProjectBackend({ apiPort, onListening, ...options })
  const addresses = await Promise.race([listening, starting])
  const ready = starting.then(describeUsers)
  // Reported where it is awaited.
  ready.catch(() => undefined)
  return {
    url: configured ?? addresses.apiUrl,
    banner: describeAddresses(addresses),
    devEnvironment: { DEV_BACKEND: 'Embedded backend', DEV_MAILBOX_URL: addresses.mailboxUrl },
    smtpUrl: addresses.smtpUrl,
    githubUrl: addresses.githubUrl,
    ready,
    // One that did not start has closed itself.
    close: () =>
      starting.then(
        ({ close }) => close(),
        () => undefined,
      ),
    isEmbedded: true,
  }
}

async function isSupabaseRunning(url: string): Promise<boolean> {
  try {
    const request = { headers: { apikey: publishableKey }, signal: AbortSignal.timeout(1000) }
    const response = await fetch(`${url}/auth/v1/health`, request)
    return response.ok && (await response.json()).name === 'GoTrue'
  } catch {
    return false
  }
}
