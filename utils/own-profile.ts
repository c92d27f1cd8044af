import 'server-only'
import type { SessionUser } from '@/utils/auth/session-state'
import { createClient } from '@/utils/supabase/server'

/** What this application keeps about who is signed in. While the database does not answer, what the token says. */
export async function ownProfile({ id, name }: SessionUser): Promise<{ name: string }> {
  const supabase = await createClient()
  const { data } = await supabase.from('profiles').select('name').eq('id', id).maybeSingle()
  return typeof data?.name === 'string' ? data : { name }
}
