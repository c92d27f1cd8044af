import 'server-only'
import { requireAccount } from '@/utils/auth/account'
import { unmaskUserAgent } from '@/utils/auth/devices/user-agent'
import { SECTIONS } from '@/utils/community/sections'
import { fetchAllRows } from '@/utils/supabase/fetch-all-rows'
import { createClient } from '@/utils/supabase/server'

/** `[api] max_rows` may well be less; then it takes more questions. */
const PAGE_SIZE = 1000

/**
 * Collects everything that is kept about who is signed in: what the Auth server has, and their own rows of every table. A test
 * reads the database's own list of what belongs to a person, and fails when a table is left out here without a reason.
 *
 * @returns null when a part is missing: half of it would look like all.
 * @throws as requireUser does.
 */
export async function exportData() {
  const { account } = await requireAccount()
  const supabase = await createClient()
  const [profile, roles, sessions, activity, notes, [posts, materials, announcements]] = await Promise.all([
    supabase.from('profiles').select('name, created_at, updated_at').eq('id', account.id),
    supabase.from('user_roles').select('role, expires_at').eq('user_id', account.id),
    supabase.rpc('list_sessions'),
    fetchAllRows((before) =>
      supabase.rpc('my_activity', { ...(before !== undefined && { before }), size: PAGE_SIZE }),
    ),
    fetchAllRows((after = 0) =>
      supabase.from('notes').select('id, note').gt('id', after).order('id').limit(PAGE_SIZE),
    ),
    // Everyone reads these tables, so it is the question that leaves other people's rows out.
    Promise.all(
      SECTIONS.map((section) =>
        fetchAllRows((after = 0) =>
          supabase
            .from(section)
            .select('id, title, body, created_at')
            .eq('author_id', account.id)
            .gt('id', after)
            .order('id')
            .limit(PAGE_SIZE),
        ),
      ),
    ),
  ])
  const parts = { activity, notes, posts, materials, announcements }
  if (profile.error || roles.error || sessions.error || Object.values(parts).some((part) => !part))
    return null

  // Without the address that the Auth server waits for: it would tell who has an account (see utils/auth/email-links/pending-email-change.ts).
  const { id, email, created_at, last_sign_in_at, user_metadata, identities = [] } = account
  return {
    exportedAt: new Date().toISOString(),
    account: { id, email, created_at, last_sign_in_at, user_metadata },
    signInMethods: identities.map(({ provider, identity_data, created_at: linked_at }) => ({
      provider,
      identity_data,
      linked_at,
    })),
    profile: profile.data,
    roles: roles.data,
    sessions: sessions.data.map((row) => ({ ...row, user_agent: unmaskUserAgent(row.user_agent) })),
    ...parts,
    activity: activity?.map((row) => ({ ...row, user_agent: unmaskUserAgent(row.user_agent) })),
  }
}
