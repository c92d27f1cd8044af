import 'server-only'
import type { User } from '@supabase/supabase-js'
import { redirect } from 'next/navigation'
import { createClient } from '@/utils/supabase/server'
import { redirectIfUnavailable, rejectWithoutSession, requireUser, SessionUnknownError } from './guards'
import { GUEST_PAGE } from './routes'
import type { SessionUser } from './sessions/session-state'

/**
 * The current account of the signed-in user from the Auth server; the access token may be an hour old.
 *
 * @throws as requireUser does; Next's redirect to the page of guests for one.
 */
export async function requireAccount(): Promise<{ user: SessionUser; account: UserAccount }> {
  const user = await requireUser()
  return { user, account: await redirectIfUnavailable(getVerifiedAccount()) }
}

export type UserAccount = User & { email: string }

/**
 * The account of the signed-in user.
 *
 * @throws as getAccountOrGuest does; Next's redirect to the page of guests for one.
 */
export async function getVerifiedAccount(): Promise<UserAccount> {
  const account = await getAccountOrGuest()
  if (account.is_anonymous) redirect(GUEST_PAGE)
  if (!account.email) throw new SessionUnknownError('The Auth server gave no clear response.')
  return { ...account, email: account.email }
}

/**
 * The account of the signed-in user, who may be a guest.
 *
 * @throws SessionUnknownError if the Auth server gives no clear response; Next's redirect to sign-in if the session has just ended.
 */
export async function getAccountOrGuest(): Promise<User> {
  const supabase = await createClient()
  const { data, error } = await supabase.auth.getUser()
  if (error?.code === 'session_not_found') await rejectWithoutSession('signed-out')
  if (!data.user) throw new SessionUnknownError('The Auth server gave no clear response.')
  return data.user
}

/**
 * Guards a page for users with an account: for one that needs nothing from the Auth server.
 *
 * @throws as requireUser does; Next's redirect to the page of guests for one.
 */
export async function requireMember(): Promise<SessionUser> {
  const user = await requireUser()
  if (user.isGuest) redirect(GUEST_PAGE)
  return user
}

/**
 * Whether the user has a password. An account created through a provider or an email may have none.
 *
 * @returns null if the database does not respond.
 */
export async function hasPassword(): Promise<boolean | null> {
  const supabase = await createClient()
  const { data } = await supabase.rpc('has_password')
  return typeof data === 'boolean' ? data : null
}
