import 'server-only'
import { cache } from 'react'
import { type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { createClient } from '@/utils/supabase/server'
import { withTimeout } from '@/utils/supabase/with-timeout'

const CACHE_MS = 5 * 60_000
const FAILURE_CACHE_MS = 30_000
const TIMEOUT_MS = 500
const MAX_SESSIONS = 1000

type CachedPermissions = { permissions: ReadonlySet<string>; until: number }

const sessions = new Map<string, CachedPermissions>()

/**
 * The permissions of the user who makes this request, for pages that show only permitted actions. Not a guard: use
 * requirePermission. Computed once per request.
 *
 * @returns an empty set for signed-out users; null while the Auth server or the database gives no clear response.
 */
export const currentPermissions = cache(async (): Promise<ReadonlySet<string> | null> => {
  const { status } = await sessionState()
  if (status !== 'signed-in') return status === 'unknown' ? null : new Set()
  const { data } = await (await createClient()).rpc('current_permissions')
  return Array.isArray(data) ? new Set(data) : null
})

/**
 * The permissions for the navigation. They are cached for five minutes per session, so that a page needs no extra call. Not a
 * guard: an outdated link leads to a 404.
 *
 * @returns an empty set while the database does not respond.
 */
export async function navigationPermissions({ sessionId }: SessionUser): Promise<ReadonlySet<string>> {
  const cached = sessions.get(sessionId)
  if (cached && cached.until > Date.now()) return cached.permissions
  const permissions = await withTimeout(TIMEOUT_MS, currentPermissions()).catch(() => null)
  sessions.delete(sessionId)
  sessions.set(sessionId, {
    permissions: permissions ?? new Set(),
    until: Date.now() + (permissions ? CACHE_MS : FAILURE_CACHE_MS),
  })
  // A Map returns its keys in the order of insertion.
  const [oldest] = sessions.keys()
  if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
  return permissions ?? new Set()
}
