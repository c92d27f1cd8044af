import 'server-only'
import { createClient } from '@/utils/supabase/server'

export type FactorReset = {
  dueAt: string
  /** The user can complete it. */
  isDue: boolean
}

/**
 * The reset of the signed-in user's factors that an administrator has requested. A session that lacks the second factor sees it, too.
 *
 * @returns null if none is pending, or if the database does not respond.
 */
export async function pendingFactorReset(): Promise<FactorReset | null> {
  const { data } = await (await createClient()).rpc('pending_factor_reset').maybeSingle()
  return data && { dueAt: data.due_at, isDue: Date.parse(data.due_at) <= Date.now() }
}
