import { createBrowserClient } from '@supabase/ssr'
import type { Database } from './database.types'
import { COOKIE_ENCODING, type SessionCookie } from './session-cookies'

/** The project settings for the browser. The server that renders the page provides them, not the build. */
export type BrowserSettings = { supabaseUrl: string; publishableKey: string; cookie: SessionCookie }

/**
 * The Supabase client of the browser: every call in a page returns the same object. It shares its session with the server.
 *
 * Not for pages for signed-out users: they do not ship it.
 */
export function createClient({ supabaseUrl, publishableKey, cookie }: BrowserSettings) {
  return createBrowserClient<Database>(supabaseUrl, publishableKey, {
    cookieOptions: cookie,
    cookies: { encode: COOKIE_ENCODING },
    // The server exchanges the code in a URL, because it distinguishes a recovery from a sign-in. The user is stored in memory.
    // In localStorage, the default, it would remain after a sign-out by the server.
    auth: { detectSessionInUrl: false, userStorage: inMemory() },
    isSingleton: true,
  })
}

function inMemory() {
  const storage = new Map<string, string>()
  return {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
    removeItem: (key: string) => void storage.delete(key),
  }
}
