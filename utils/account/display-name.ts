import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from '@/utils/supabase/database.types'

/**
 * The name that a person goes by here. Not that of their token: it may be of a sign-up that someone else has sent.
 *
 * @param client acts as this person.
 * @returns null when the database does not answer.
 */
export async function getDisplayName(
  client: SupabaseClient<Database>,
  userId: string,
): Promise<string | null> {
  const { data } = await client.from('profiles').select('name').eq('id', userId).maybeSingle()
  return data?.name ?? null
}
