import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { isSameHash } from './email-token.ts'
import { hashCode, isExpired } from './one-time-code.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { RequestContext } from './request-context.ts'
import type { Session } from './require-user.ts'
import { type UserRow, updateUser } from './user-row.ts'

const recent = 24 * 60 * 60 * 1000

/**
 * Sets a new password, ends every other session of the user, and invalidates all open email links.
 * @param nonce the code of the reauthentication email; with `secure_password_change` a session older than a day needs it.
 * @returns the user afterwards. Throws 400 reauthentication_needed, 422 reauthentication_not_valid, 422 same_password.
 */
export async function changePassword(
  context: RequestContext,
  user: UserRow,
  session: Session,
  password: string,
  nonce: string,
): Promise<UserRow> {
  if (context.settings.email.secure_password_change && Date.now() > Date.parse(session.created_at) + recent) {
    checkNonce(context, user, nonce)
  }
  if (await verifyPassword(context.sql, user, password)) {
    throw new AuthError(422, 'same_password', 'New password should be different from the old password.')
  }
  const updated = await updateUser(context.sql, user.id, {
    encrypted_password: await hashPassword(context.sql, password),
    confirmation_token: '',
    confirmation_sent_at: null,
    recovery_token: '',
    recovery_sent_at: null,
    email_change_token_current: '',
    email_change_token_new: '',
    email_change_sent_at: null,
    reauthentication_token: '',
    reauthentication_sent_at: null,
  })
  await context.sql('delete from auth.sessions where user_id = $1 and id <> $2', [user.id, session.id])
  await audit(context, user, 'user_updated_password')
  if (user.email) await context.mailer('password_changed', user.email, { Email: user.email })
  return updated
}

function checkNonce(context: RequestContext, user: UserRow, nonce: string): void {
  if (nonce === '')
    throw new AuthError(400, 'reauthentication_needed', 'Password update requires reauthentication')
  const expired = isExpired(user.reauthentication_sent_at, context.settings.email.otp_expiry)
  if (expired || !isSameHash(user.reauthentication_token, hashCode(user.email ?? '', nonce))) {
    throw new AuthError(422, 'reauthentication_not_valid', 'Nonce has expired or is invalid')
  }
}
