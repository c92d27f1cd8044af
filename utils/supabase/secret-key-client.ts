import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import { getClientInfo } from './client-info'
import { createSupabaseFetch } from './fetch'
import { REQUEST_DEADLINE_MS } from './request-deadline'

/**
 * Makes a client for the Auth API that acts with the secret key: the Auth server asks it for no captcha. For what follows on
 * something that a visitor has already been asked one for. It reads and writes no cookie.
 *
 * @returns null where no secret key is set.
 */
export async function createSecretKeyAuthClient() {
  const { supabaseServerUrl, secretKey } = env()
  if (!secretKey) return null
  // The gateway of a hosted project refuses a secret key under a browser's name.
  const visitor = { ...getClientInfo(await headers()), userAgent: null }
  const client = createClient(supabaseServerUrl, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: createSupabaseFetch({ refresh: false, deadlineMs: REQUEST_DEADLINE_MS, visitor }).fetch,
    },
  })
  return client.auth
}
