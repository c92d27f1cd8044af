import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { env } from '@/utils/env'
import type { Database } from './database.types'
import { openDoor, REQUEST_DEADLINE_MS } from './fetch'
import { visitorOf } from './visitor'

/** A session as far as it has to be known to act with it. */
export type DetachedSession = { accessToken: string; refreshToken: string; expiresAt: number }

const STORAGE_KEY = 'detached'

/**
 * Makes a Supabase client whose session lives and dies with the request: nothing of it reaches the browser's session cookie.
 * For a recovery session, which is no login.
 *
 * @param session to act with; none for a client that is about to open one.
 */
export async function createDetachedClient(session?: DetachedSession) {
  const { supabaseServerUrl, publishableKey } = env()
  const visitor = visitorOf(await headers())
  const kept = new Map<string, string>()
  if (session) kept.set(STORAGE_KEY, JSON.stringify(stored(session)))
  return createClient<Database>(supabaseServerUrl, publishableKey, {
    global: { fetch: openDoor({ refresh: false, deadlineMs: REQUEST_DEADLINE_MS, visitor }).fetch },
    auth: {
      storageKey: STORAGE_KEY,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      autoRefreshToken: false,
      detectSessionInUrl: false,
    },
  })
}

function stored({ accessToken, refreshToken, expiresAt }: DetachedSession) {
  const expires_in = expiresAt - Math.floor(Date.now() / 1000)
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_at: expiresAt,
    expires_in,
    token_type: 'bearer',
    user: {},
  }
}
