import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Session } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { z } from 'zod'
import { choosePasswordPath } from '@/utils/auth/routes'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { getClientInfo } from '@/utils/supabase/client-info'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'

const DAY_S = 24 * 60 * 60
/** How long after a confirmation a browser without a nonce checks whether the password was discarded. */
const JUST_CONFIRMED_MS = 10 * 60 * 1000

const signupNonce = flowCookie('signup-nonce', z.object({ nonce: z.string() }), DAY_S)

/**
 * Starts a sign-up with a password and gives this browser a proof that it chose the password. Anyone can sign up with any
 * address, so after the confirmation the database keeps the password only for the browser that chose it
 * (supabase/migrations/20261121210100_signup_nonce.sql).
 *
 * @returns the value for the user's metadata: the hash of a nonce that only this browser has.
 */
export async function startSignup(): Promise<{ signup_nonce_hash: string }> {
  const nonce = randomBytes(32).toString('base64url')
  await signupNonce.write({ nonce })
  return { signup_nonce_hash: createHash('sha256').update(nonce).digest('hex') }
}

/**
 * Completes a sign-up after an email link or code has signed the user in.
 *
 * @param next a validated path on this site.
 * @returns `next`, or the page to choose a password first if the account has none, because another browser or someone else signed
 *   up with the address.
 */
export async function finishSignup({ user, access_token }: Session, next: string): Promise<string> {
  const nonce = (await signupNonce.read())?.nonce
  const justConfirmed = Date.now() - Date.parse(user.email_confirmed_at ?? '') < JUST_CONFIRMED_MS
  if (!nonce && !justConfirmed) return next
  const clientInfo = getClientInfo(await headers())
  // Each call has a deadline of its own, because without a response the user has to choose another password.
  const claim = () => createTokenClient(clientInfo, access_token).rpc('claim_signup', { nonce: nonce ?? '' })
  const response = await claim()
  const { data, error } = response.error ? await claim() : response
  if (!error) await signupNonce.remove()
  return error || data === 'discarded' ? choosePasswordPath(next) : next
}

/**
 * Claims the password of a sign-up once more, on the page to which finishSignup leads if the database gave no clear response.
 *
 * @returns false if there is nothing to claim in this browser, or if the password was discarded; null without a clear response.
 */
export async function claimSignupAgain(): Promise<boolean | null> {
  const nonce = (await signupNonce.read())?.nonce
  if (!nonce) return false
  const { data, error } = await (await createClient()).rpc('claim_signup', { nonce })
  return error ? null : data !== 'discarded'
}
