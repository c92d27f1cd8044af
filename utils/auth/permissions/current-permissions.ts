import 'server-only'
import { cache } from 'react'
import { type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { createClient } from '@/utils/supabase/server'
import { singleFlight } from '@/utils/supabase/single-flight'
import { withTimeout } from '@/utils/supabase/with-timeout'

const REUSE_MS = 5 * 60_000
const TIMEOUT_MS = 500

const recentPermissions = singleFlight<ReadonlySet<string> | null>(REUSE_MS)

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

/** The permissions that the user has once this session has passed the second factor; null as in currentPermissions. */
async function withheldPermissions(): Promise<string[] | null> {
  return (await (await createClient()).rpc('withheld_permissions')).data
}

/** A link to what only the second factor is missing for leads to it, or to its setup. */
async function linkedPermissions(): Promise<ReadonlySet<string> | null> {
  const [current, withheld] = await Promise.all([currentPermissions(), withheldPermissions()])
  return current && withheld && new Set([...current, ...withheld])
}

/**
 * The permissions for the navigation, with those that require the second factor first. Reused for five minutes per session, because
 * a call for each page would be the only data call of many (tests/integration/navigation.test.ts). Not a guard: an outdated link
 * leads to a 404.
 *
 * @returns an empty set while the database does not respond.
 */
export async function navigationPermissions(user: SessionUser): Promise<ReadonlySet<string>> {
  // A second factor can add permissions to the session, and counts as a sign-in.
  const key = `${user.sessionId} ${user.signedInAt}`
  const load = () => withTimeout(TIMEOUT_MS, linkedPermissions()).catch(() => null)
  return (await recentPermissions(key, load, (known) => known !== null).result) ?? new Set()
}
