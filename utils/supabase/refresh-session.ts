import { createServerClient } from '@supabase/ssr'
import type { NextRequest } from 'next/server'
import type { SessionStatus } from '@/utils/auth/session-status'
import type { Env } from '@/utils/env'
import { openDoor } from './fetch'
import {
  COOKIE_ENCODING,
  type CookieWrite,
  expiredSession,
  sessionCookie,
  withoutSessionRemoval,
} from './session-cookies'
import { visitorOf } from './visitor'

export type RefreshedSession = {
  status: SessionStatus
  /** The address of who is signed in. */
  email?: string | undefined
  /** Cookies that the browser has to be given, whatever the answer becomes. */
  writes: CookieWrite[]
  /** Cache headers that must go on the same response. */
  headers: Record<string, string>
}

/** Nobody is there, and nobody needs to be asked. */
export const noSession = (): RefreshedSession => ({ status: 'signed-out', writes: [], headers: {} })

/**
 * Asks the Auth server who is there, refreshing the session where its access token has run out. Without a session cookie
 * nobody is asked. Afterwards the request's own cookies are what the pages behind it should see.
 *
 * @param deadlineMs how long the Auth server may take in all.
 * @returns `unknown` when it gave no clear answer: then nothing is removed. Only its explicit word ends a session.
 */
export async function refreshSession(
  request: NextRequest,
  settings: Env,
  deadlineMs: number,
): Promise<RefreshedSession> {
  const cookie = sessionCookie(settings.supabaseUrl, settings.siteUrl)
  const expired = expiredSession(request.headers.get('cookie'), cookie)
  if (expired.length === 0) return noSession()

  const door = openDoor({ refresh: true, deadlineMs, visitor: visitorOf(request.headers) })
  const writes: CookieWrite[] = []
  const headers: Record<string, string> = {}
  const client = createServerClient(settings.supabaseServerUrl, settings.publishableKey, {
    cookieOptions: cookie,
    global: { fetch: door.fetch },
    cookies: {
      encode: COOKIE_ENCODING,
      getAll: () => request.cookies.getAll(),
      setAll: (wanted, cacheHeaders) => {
        writes.push(...withoutSessionRemoval(wanted, cookie.name))
        Object.assign(headers, cacheHeaders)
      },
    },
  })
  const none = () => null // A cookie that cannot even be decoded holds no session.
  const asked = await client.auth.getUser().then(({ data }) => data.user, none)
  // Two clocks that differ are no reason to sign anybody out.
  const user = door.ranOut ? await client.auth.refreshSession().then(({ data }) => data.user, none) : asked

  const status = user ? 'signed-in' : door.troubled ? 'unknown' : 'signed-out'
  const carried = status === 'signed-out' ? expired : writes
  for (const { name, value } of carried) {
    if (value) request.cookies.set(name, value)
    else request.cookies.delete(name)
  }
  return { status, email: user?.email, writes: carried, headers }
}
