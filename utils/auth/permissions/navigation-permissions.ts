import 'server-only'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { withTimeout } from '@/utils/supabase/with-timeout'
import { currentPermissions } from './current-permissions'

const KEPT_MS = 5 * 60_000
const KEPT_WITHOUT_ANSWER_MS = 30_000
const TIMEOUT_MS = 500
const MAX_SESSIONS = 1000

type Kept = { permissions: ReadonlySet<string>; until: number }

const sessions = new Map<string, Kept>()

/**
 * The permissions by which every page offers links. They are read once in five minutes for each session, so that a page costs no
 * call of its own. They guard nothing: a link that is out of date leads to a 404.
 *
 * @returns an empty set while the database does not answer.
 */
export async function navigationPermissions({ sessionId }: SessionUser): Promise<ReadonlySet<string>> {
  const kept = sessions.get(sessionId)
  if (kept && kept.until > Date.now()) return kept.permissions
  const permissions = await withTimeout(TIMEOUT_MS, currentPermissions()).catch(() => null)
  sessions.delete(sessionId)
  sessions.set(sessionId, {
    permissions: permissions ?? new Set(),
    until: Date.now() + (permissions ? KEPT_MS : KEPT_WITHOUT_ANSWER_MS),
  })
  // A Map returns its keys in the order of insertion.
  const [oldest] = sessions.keys()
  if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
  return permissions ?? new Set()
}
