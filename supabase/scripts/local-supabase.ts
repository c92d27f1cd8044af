import { publishableKey } from 'supabase-embedded'
import { describeBackend } from './announce.ts'
import { configuredSupabaseUrl } from './environment.ts'
import { portFrom } from './port.ts'
import { startProjectBackend } from './project-backend.ts'

export interface LocalSupabase {
  url: string
  /** Lines for the banner. */
  about: Record<string, string>
  /** What the application's development bar shows, as environment variables. */
  devEnvironment: Record<string, string>
  close(): Promise<void>
  /** Whether it is the embedded backend, started here. */
  isEmbedded: boolean
}

/**
 * The local Supabase to work with: the one that already answers at the configured address (for instance
 * `npx supabase start`), else the embedded backend, started there.
 * @param options where the application will be, and the folder for the data (unset: in memory).
 */
export async function localSupabase(options: {
  siteUrl: string
  dataDir?: string | undefined
}): Promise<LocalSupabase> {
  const configured = configuredSupabaseUrl()
  const url = configured ?? `http://127.0.0.1:${portFrom('SUPABASE_LOCAL_PORT', 54321)}`
  if (await answers(url))
    return {
      url,
      about: { Supabase: `${url} (already running)` },
      devEnvironment: {
        DEV_BACKEND: 'Running Supabase',
        DEV_MAILBOX_URL: `http://127.0.0.1:${portFrom('MAILBOX_PORT', 54324)}`,
      },
      close: async () => {},
      isEmbedded: false,
    }
  const apiPort = Number(new URL(url).port || 80)
  const backend = await startProjectBackend({ apiPort, ...options })
  return {
    url: configured ?? backend.apiUrl,
    about: await describeBackend(backend),
    devEnvironment: { DEV_BACKEND: 'Embedded backend', DEV_MAILBOX_URL: backend.mailboxUrl },
    close: backend.close,
    isEmbedded: true,
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const request = { headers: { apikey: publishableKey }, signal: AbortSignal.timeout(1000) }
    const response = await fetch(`${url}/auth/v1/health`, request)
    return response.ok && (await response.json()).name === 'GoTrue'
  } catch {
    return false
  }
}
