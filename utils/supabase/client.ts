import { createBrowserClient } from '@supabase/ssr'
import type { Database } from './database.types'
import type { SessionCookie } from './session-cookies'

/** What a browser needs to know of the project. It comes from the server that rendered the page, not from the build. */
export type BrowserSettings = { supabaseUrl: string; publishableKey: string; cookie: SessionCookie }

/**
 * The browser's one Supabase client: every call in a page returns the same object. The session it writes is the one that the
 * server reads.
 *
 * Not for pages that a signed-out visitor opens: they ship none of it.
 */
export function createClient({ supabaseUrl, publishableKey, cookie }: BrowserSettings) {
  return createBrowserClient<Database>(supabaseUrl, publishableKey, {
    cookieOptions: cookie,
    isSingleton: true,
  })
}
