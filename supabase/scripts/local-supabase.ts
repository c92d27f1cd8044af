import { publishableKey } from 'supabase-embedded'
import { describeBackend } from './banner.ts'
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
  close(): Promise<void>
  /** Whether this process started the embedded backend. */
  isEmbedded: boolean
}

/**
 * Uses the local Supabase that already runs at the configured URL, such as `npx supabase start`. If none does, starts the embedded
 * backend there.
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
      close: async () => {},
      isEmbedded: false,
    }
  const apiPort = Number(new URL(url).port || 80)
  const backend = await startProjectBackend({ apiPort, ...options })
  return {
    url: configured ?? backend.apiUrl,
    banner: await describeBackend(backend),
    devEnvironment: { DEV_BACKEND: 'Embedded backend', DEV_MAILBOX_URL: backend.mailboxUrl },
    smtpUrl: backend.smtpUrl,
    close: backend.close,
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
