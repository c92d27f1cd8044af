import 'server-only'
import { EnvError, env } from '@/utils/env'
import type { BrowserSettings } from './client'
import { sessionCookie } from './session-cookies'

/**
 * The settings that a page passes to the browser client (utils/supabase/client.ts).
 *
 * @throws EnvError unless SUPABASE_BROWSER_CLIENT is on: without it, scripts cannot read the session cookie.
 */
export function browserSettings(): BrowserSettings {
  const { supabaseUrl, publishableKey, browserClient } = env()
  if (!browserClient) throw new EnvError('SUPABASE_BROWSER_CLIENT is not on: the browser client needs it.')
  return { supabaseUrl, publishableKey, cookie: sessionCookie(env()) }
}
