import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { z } from 'zod'
import { choosePasswordPath } from '@/utils/auth/routes'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import type { Database } from '@/utils/supabase/database.types'

const DAY_S = 24 * 60 * 60
/** For so long after a confirmation, a browser without a nonce asks whether a password was dropped. */
const JUST_CONFIRMED_MS = 10 * 60 * 1000

const signupNonce = flowCookie('signup-nonce', z.object({ nonce: z.string() }), DAY_S)

/**
 * Begins a sign-up with a password: this browser will be able to show that the password is its own. Anyone can sign up with
 * any address, so the database keeps a password past the confirmation only for the browser that chose it
 * (supabase/migrations/20261121210100_signup_nonce.sql).
 *
 * @returns what goes into the user's metadata: the hash of a nonce that only this browser has.
 */
export async function startSignup(): Promise<{ signup_nonce_hash: string }> {
  const nonce = randomBytes(32).toString('base64url')
  await signupNonce.write({ nonce })
  return { signup_nonce_hash: createHash('sha256').update(nonce).digest('hex') }
}

/**
 * Decides, once an emailed link or code has signed someone in, what is left of the sign-up that came before.
 *
 * @param next a path on this site, checked already.
 * @returns `next`, or the page to choose a password on first: the account has none, because the address was confirmed in
 *   another browser than the one that signed up, or because it was someone else who had signed up with it.
 */
export async function finishSignup(
  supabase: SupabaseClient<Database>,
  { user }: Session,
  next: string,
): Promise<string> {
  const nonce = (await signupNonce.read())?.nonce
  const justConfirmed = Date.now() - Date.parse(user.email_confirmed_at ?? '') < JUST_CONFIRMED_MS
  if (!nonce && !justConfirmed) return next
  const { data, error } = await supabase.rpc('claim_signup', { nonce: nonce ?? '' })
  if (!error) await signupNonce.remove()
  return error || data === 'discarded' ? choosePasswordPath(next) : next
}
