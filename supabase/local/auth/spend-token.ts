import { audit } from './audit.ts'
import type { Call } from './call.ts'
import { changeEmail } from './change-email.ts'
import { confirmUser } from './create-user.ts'
import { type UserRow, updateUser } from './user-row.ts'
import type { Found } from './verify-lookup.ts'

/**
 * Spends a one-time token and does what it stands for: confirms the address, or changes it.
 * @returns the user to sign in, or undefined after the first of two confirmations of an email change.
 */
export async function spendToken(call: Call, found: Found): Promise<UserRow | undefined> {
  const { user, means } = found
  if (means === 'email_change') return changeEmail(call, found)
  const spent = await updateUser(call.sql, user.id, { [found.column]: null })
  await audit(call, user, user.confirmed_at ? 'login' : 'user_signedup')
  return spent.confirmed_at ? spent : confirmUser(call.sql, spent)
}

/** What the first of two confirmations is told. */
export const firstConfirmation =
  'Confirmation link accepted. Please proceed to confirm link sent to the other email'
