import 'server-only'
import { createServerClient } from '@supabase/ssr'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { env } from '@/utils/env'
import { getClientInfo } from './client-info'
import type { Database } from './database.types'
import { createSupabaseFetch } from './fetch'
import { DOWNLOAD_DEADLINE_MS, remainingTime } from './request-deadline'
import {
  COOKIE_ENCODING,
  type CookieWrite,
  sessionCookie,
  withoutSessionRemoval,
  withVerifierMaxAge,
} from './session-cookies'

/** A challenge and its verification, then new recovery codes: what the setup of an authenticator app takes. */
const MAX_AUTH_CALLS = 4

/**
 * Makes the Supabase client of one request, for Server Components, Server Actions and route handlers. It never refreshes the
 * session: the middleware has done so and updated the request's cookies.
 *
 * All components of one page share a client, because creating it is expensive. Never store it elsewhere: a client that outlives
 * its request mixes up the sessions of two users.
 */
export const createClient = cache(async () => await clientThatSetsCookies())

/** Makes a client for a download of the user's data, which takes more queries and more time than a page. */
export async function createDownloadClient() {
  return await clientThatSetsCookies(DOWNLOAD_DEADLINE_MS)
}

async function clientThatSetsCookies(deadlineMs?: number) {
  const store = await cookies()
  return await clientThatWrites((writes) => {
    try {
      for (const { name, value, options } of writes) store.set(name, value, options)
    } catch (error) {
      if (!isWriteInServerComponent(error)) throw error
    }
  }, deadlineMs)
}

/** Makes a client that writes the browser's cookies only on request: for a session that may turn out to be a recovery session. */
export async function createDeferredCookieClient() {
  const held: CookieWrite[] = []
  const client = await clientThatWrites((writes) => void held.push(...writes))
  const write = async () => {
    const store = await cookies()
    for (const { name, value, options } of held) store.set(name, value, options)
  }
  return { client, write }
}

async function clientThatWrites(write: (writes: CookieWrite[]) => void, deadlineMs?: number) {
  const { supabaseServerUrl, publishableKey } = env()
  const cookie = sessionCookie(env())
  const store = await cookies()
  const requestHeaders = await headers()
  const clientInfo = getClientInfo(requestHeaders)

  return createServerClient<Database>(supabaseServerUrl, publishableKey, {
    cookieOptions: cookie,
    // postgrest-js would retry three times, after 1, 2 and 4 s, regardless of the deadline.
    db: { retry: false },
    auth: { experimental: { recoveryCodes: true } },
    global: {
      fetch: createSupabaseFetch({
        refresh: false,
        deadlineMs: deadlineMs ?? remainingTime(requestHeaders),
        clientInfo,
        maxAuthCalls: MAX_AUTH_CALLS,
      }).fetch,
    },
    cookies: {
      encode: COOKIE_ENCODING,
      getAll: () => store.getAll(),
      setAll: (writes) => write(withoutSessionRemoval(writes, cookie.name).map(withVerifierMaxAge)),
    },
  })
}

/** https://nextjs.org/docs/app/api-reference/functions/cookies: a Server Component cannot set cookies. */
function isWriteInServerComponent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Cookies can only be modified in a Server Action')
}
