import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from '@/utils/supabase/database.types'

/**
 * The user's display name from the profile. The name in the token could come from someone else's sign-up.
 *
 * @param client a client with the session of the user.
 * @returns null if the database does not respond, undefined if the session has ended: then the user reads no profile.
 */
export async function getDisplayName(
  client: SupabaseClient<Database>,
  userId: string,
): Promise<string | null | undefined> {
  const { data, error } = await client.from('profiles').select('name').eq('id', userId).maybeSingle()
  return error ? null : data?.name
}
