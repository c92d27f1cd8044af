import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { getClientInfo } from './client-info'
import { createSupabaseFetch } from './fetch'
import { REQUEST_DEADLINE_MS } from './request-deadline'

/**
 * Makes a client for the Auth API with the secret key, which skips the captcha: for a call that follows one whose captcha was
 * verified. It reads and writes no cookie.
 *
 * @returns null if no secret key is set.
 */
export async function createSecretKeyAuthClient() {
  const { supabaseServerUrl, secretKey } = env()
  if (!secretKey) return null
  // The gateway of a hosted project rejects a secret key with a browser's User-Agent.
  const clientInfo = { ...getClientInfo(await headers()), userAgent: null }
  const client = createClient(supabaseServerUrl, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: createSupabaseFetch({ refresh: false, deadlineMs: REQUEST_DEADLINE_MS, clientInfo }).fetch,
    },
  })
  return client.auth
}
