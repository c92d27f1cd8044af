import 'server-only'
import { randomUUID } from 'node:crypto'
import type { UserIdentity } from '@supabase/supabase-js'
import { createClient } from '@/utils/supabase/server'

/** How the Auth server refuses to remove what is not there, where it does remove identities. */
const WOULD_REMOVE = new Set(['identity_not_found', 'single_identity_not_deletable'])

/**
 * Asks the Auth server whether it lets people remove ways to sign in, which is a setting of the project
 * (https://supabase.com/docs/guides/auth/auth-identity-linking#manual-linking-beta): by asking for the removal of one that
 * nobody has.
 */
export async function offersRemoval(identity: UserIdentity): Promise<boolean> {
  const supabase = await createClient()
  const { error } = await supabase.auth.unlinkIdentity({ ...identity, identity_id: randomUUID() })
  return WOULD_REMOVE.has(error?.code ?? '')
}
