import { createBrowserClient } from '@supabase/ssr'
import type { Database } from './database.types'
import { COOKIE_ENCODING, type SessionCookie } from './session-cookies'

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
    cookies: { encode: COOKIE_ENCODING },
    // A code in an address is for the server to exchange: it alone knows a recovery from a login.
    // The user is kept for as long as the page is open. In localStorage, the default, it would outlive a sign-out by the server.
    auth: { detectSessionInUrl: false, userStorage: inMemory() },
    isSingleton: true,
  })
}

function inMemory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}
