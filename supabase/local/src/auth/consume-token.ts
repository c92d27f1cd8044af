import { randomBytes } from 'node:crypto'
import { audit } from './audit.ts'
import { changeEmail } from './change-email.ts'
import { confirmUser } from './create-user.ts'
import { updateProviders } from './identities.ts'
import { hashPassword } from './password.ts'
import type { RequestContext } from './request-context.ts'
import { type UserRow, updateUser } from './user-row.ts'
import type { TokenMatch } from './verify-lookup.ts'

/**
 * Consumes a one-time token: confirms the address, changes it, or signs in.
 * @returns the user to sign in, or undefined after the first of two confirmations of an email change.
 */
export async function consumeToken(context: RequestContext, found: TokenMatch): Promise<UserRow | undefined> {
  const { means, column } = found
  const user =
    means === 'email_change'
      ? await changeEmail(context, found)
      : means === 'signup'
        ? await confirmSignUp(context, found.user)
        : await signIn(context, await updateUser(context.sql, found.user.id, { [column]: '' }))
  return user && updateProviders(context.sql, user)
}

/** An invited user gets a random password on confirmation. */
async function confirmSignUp(context: RequestContext, user: UserRow): Promise<UserRow> {
  if (!user.encrypted_password && user.invited_at) {
    const password = randomBytes(48).toString('base64url')
    await updateUser(context.sql, user.id, {
      encrypted_password: await hashPassword(context.sql, password),
      confirmation_sent_at: null,
      recovery_sent_at: null,
    })
  }
  await audit(context, user, 'user_signedup', { provider: 'email' })
  const confirmed = await confirmUser(context.sql, user)
  await context.sql(
    `update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = clock_timestamp()
     where user_id = $1 and email = $2`,
    [user.id, user.email],
  )
  return confirmed
}

async function signIn(context: RequestContext, user: UserRow): Promise<UserRow> {
  if (user.confirmed_at) {
    await audit(context, user, 'login')
    return user
  }
  await audit(context, user, 'user_signedup', { provider: 'email' })
  return confirmUser(context.sql, user)
}

/** The message after the first of two confirmations. */
export const firstConfirmation =
  'Confirmation link accepted. Please proceed to confirm link sent to the other email'
