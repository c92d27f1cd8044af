import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { z } from 'zod'
import { fetchRow } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'

const profileSchema = z.object({ name: z.string() })

/**
 * The user's display name from the profile. The name in the token could come from someone else's sign-up.
 *
 * @param client a client with the session of the user.
 * @returns null if the database gives no clear response; undefined if the user reads no profile, because the session has ended, or
 *   lacks the second factor since.
 */
export async function getDisplayName(
  client: SupabaseClient<Database>,
  userId: string,
): Promise<string | null | undefined> {
  const found = await fetchRow(client.from('profiles').select('name').eq('id', userId), profileSchema)
  if (found.ok) return found.data.name
  return found.reason === 'missing' ? undefined : null
}
