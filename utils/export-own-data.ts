import 'server-only'
import { SessionUnknownError } from '@/utils/auth/guards'
import { requireAccount } from '@/utils/auth/own-account'
import { createClient } from '@/utils/supabase/server'

/**
 * Collects everything that is kept about who is signed in: what the Auth server has, and their own rows of every table. Row
 * level security decides which rows those are; a table of your own is one more line here.
 *
 * @throws as requireUser does; SessionUnknownError also when a part is missing, because half of it would look like all.
 */
export async function exportOwnData() {
  const { account } = await requireAccount()
  const supabase = await createClient()
  const [profile, sessions] = await Promise.all([
    supabase.from('profiles').select('name, created_at, updated_at').eq('id', account.id),
    supabase.rpc('list_sessions'),
  ])
  if (profile.error || sessions.error) throw new SessionUnknownError('The database gave no clear answer.')

  const { id, email, new_email, created_at, last_sign_in_at, user_metadata, identities = [] } = account
  return {
    exportedAt: new Date().toISOString(),
    account: { id, email, new_email, created_at, last_sign_in_at, user_metadata },
    signInMethods: identities.map(({ provider, identity_data, created_at: linked_at }) => ({
      provider,
      identity_data,
      linked_at,
    })),
    profile: profile.data,
    sessions: sessions.data,
  }
}
