import 'server-only'
import { randomUUID } from 'node:crypto'
import { createClient } from '@/utils/supabase/server'
import type { SessionUser } from './session-state'

const KEPT_MS = 60_000
/** After no clear answer: long enough not to ask on each visit, too short to be noticed when the server is back. */
const KEPT_AFTER_FAILURE_MS = 3_000

/** How the Auth server refuses to remove what is not there, where it does remove identities, and where it does not. */
const ANSWERS = new Map([
  ['identity_not_found', true],
  ['single_identity_not_deletable', true],
  ['manual_linking_disabled', false],
])

let kept: { offered: boolean; until: number } | undefined

/**
 * Whether the Auth server lets people add and remove ways to sign in, which is a setting of the project
 * (https://supabase.com/docs/guides/auth/auth-identity-linking#manual-linking-beta). It is asked for the removal of an identity
 * that nobody has, once a minute and process: the setting is the same for everybody.
 *
 * @returns false while it gives no clear answer.
 */
export async function offersManualLinking({ id }: SessionUser): Promise<boolean> {
  if (kept && kept.until > Date.now()) return kept.offered
  const nobodys = randomUUID()
  const supabase = await createClient()
  const { error } = await supabase.auth.unlinkIdentity({
    id: nobodys,
    identity_id: nobodys,
    user_id: id,
    provider: 'email',
  })
  const answer = ANSWERS.get(error?.code ?? '')
  kept = {
    offered: answer ?? false,
    until: Date.now() + (answer === undefined ? KEPT_AFTER_FAILURE_MS : KEPT_MS),
  }
  return kept.offered
}
