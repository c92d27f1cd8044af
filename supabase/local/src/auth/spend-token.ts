import { randomBytes } from 'node:crypto'
import { audit } from './audit.ts'
import type { Call } from './call.ts'
import { changeEmail } from './change-email.ts'
import { confirmUser } from './create-user.ts'
import { updateProviders } from './identities.ts'
import { hashPassword } from './password.ts'
import { type UserRow, updateUser } from './user-row.ts'
import type { Found } from './verify-lookup.ts'

/**
 * Spends a one-time token and does what it stands for: confirms the address, or changes it.
 * @returns the user to sign in, or undefined after the first of two confirmations of an email change.
 */
export async function spendToken(call: Call, found: Found): Promise<UserRow | undefined> {
  const { means, column } = found
  const user =
    means === 'email_change'
      ? await changeEmail(call, found)
      : means === 'signup'
        ? await confirmSignUp(call, found.user)
        : await signIn(call, await updateUser(call.sql, found.user.id, { [column]: '' }))
  return user && updateProviders(call.sql, user)
}

/** Who was invited has a password from here on, which nobody knows. */
async function confirmSignUp(call: Call, user: UserRow): Promise<UserRow> {
  if (!user.encrypted_password && user.invited_at) {
    const password = randomBytes(48).toString('base64url')
    await updateUser(call.sql, user.id, {
      encrypted_password: await hashPassword(call.sql, password),
      confirmation_sent_at: null,
      recovery_sent_at: null,
    })
  }
  await audit(call, user, 'user_signedup', { provider: 'email' })
  await call.sql(
    `update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = clock_timestamp()
     where user_id = $1 and email = $2`,
    [user.id, user.email],
  )
  return confirmUser(call.sql, user)
}

async function signIn(call: Call, user: UserRow): Promise<UserRow> {
  if (user.confirmed_at) {
    await audit(call, user, 'login')
    return user
  }
  await audit(call, user, 'user_signedup', { provider: 'email' })
  return confirmUser(call.sql, user)
}

/** What the first of two confirmations is told. */
export const firstConfirmation =
  'Confirmation link accepted. Please proceed to confirm link sent to the other email'
