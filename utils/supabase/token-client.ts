import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { env } from '@/utils/env'
import type { ClientInfo } from './client-info'
import type { Database } from './database.types'
import { createSupabaseFetch } from './fetch'
import { REQUEST_DEADLINE_MS } from './request-deadline'

/**
 * Makes the Supabase client of one request that is independent of the browser's session: it reads and writes no cookie.
 *
 * @param clientInfo the client whose address and user agent are forwarded.
 * @param token the access token. Without one, only public data is accessible.
 */
export function createTokenClient(clientInfo: ClientInfo, token?: string) {
  const { supabaseServerUrl, publishableKey } = env()
  return createClient<Database>(supabaseServerUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
    global: {
      fetch: createSupabaseFetch({ refresh: false, deadlineMs: REQUEST_DEADLINE_MS, clientInfo }).fetch,
      ...(token && { headers: { Authorization: `Bearer ${token}` } }),
    },
  })
}
