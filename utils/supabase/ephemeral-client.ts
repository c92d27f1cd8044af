import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { getClientInfo } from './client-info'
import type { Database } from './database.types'
import { createSupabaseFetch } from './fetch'
import { REQUEST_DEADLINE_MS } from './request-deadline'

/** The refresh of a recovery session; the status of recovery codes, the use of one, and the number that is left. */
const MAX_AUTH_CALLS = 4

/**
 * Makes a Supabase client whose session exists for this request only and never reaches the browser's session cookie: for a
 * recovery session, which signs no one in.
 *
 * @param refresh whether it may refresh its session.
 */
export async function createEphemeralClient({ refresh }: { refresh: boolean }) {
  const { supabaseServerUrl, publishableKey } = env()
  const clientInfo = getClientInfo(await headers())
  const storage = new Map<string, string>()
  return createClient<Database>(supabaseServerUrl, publishableKey, {
    db: { retry: false },
    global: {
      fetch: createSupabaseFetch({
        refresh,
        deadlineMs: REQUEST_DEADLINE_MS,
        clientInfo,
        maxAuthCalls: MAX_AUTH_CALLS,
      }).fetch,
    },
    auth: {
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      },
      autoRefreshToken: false,
      detectSessionInUrl: false,
      experimental: { recoveryCodes: true },
    },
  })
}
