import 'server-only'
import type { User } from '@supabase/supabase-js'
import { redirect } from 'next/navigation'
import { getAccountOrGuest } from '@/utils/auth/account'
import { GUEST_PAGE } from '@/utils/auth/routes'

/**
 * The signed-in guest, by the Auth server's current data: the access token may be an hour old.
 *
 * @throws as getAccountOrGuest does; Next's redirect if the user is a member by now.
 */
export async function getGuest(): Promise<User> {
  const account = await getAccountOrGuest()
  return account.is_anonymous ? account : redirect(GUEST_PAGE)
}
