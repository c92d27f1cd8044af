import 'server-only'
import { hasGuests } from '@/utils/auth/auth-settings'
import { signupMode } from '@/utils/auth/signup/signup-policy'

/** Whether a guest session can start: the Auth server allows guests, and the sign-up policy, which rejects them otherwise, is open. */
export async function isGuestOffered(): Promise<boolean> {
  return (await hasGuests()) && (await signupMode()) === 'open'
}
