import { audit } from './audit.ts'
import { addEmailIdentity, confirmUser, emailClaims } from './create-user.ts'
import type { RequestContext, Sql } from './request-context.ts'
import { type UserRow, updateUser } from './user-row.ts'
import type { TokenMatch } from './verify-lookup.ts'

/**
 * Processes one confirmation of an email change.
 * @returns the user with the new address, or undefined while the other address still has to confirm.
 */
export async function changeEmail(
  context: RequestContext,
  { user, column }: TokenMatch,
): Promise<UserRow | undefined> {
  const first = user.email_change_confirm_status === 0
  if (context.settings.email.double_confirm_changes && first && user.email) {
    await updateUser(context.sql, user.id, { email_change_confirm_status: 1, [column]: '' })
    return undefined
  }
  return completeEmailChange(context, user)
}

/** Gives a user the address `email_change`. An anonymous user becomes a permanent one. */
export async function completeEmailChange(context: RequestContext, user: UserRow): Promise<UserRow> {
  await audit(context, user, 'user_modified')
  const email = user.email_change ?? ''
  await moveEmailIdentity(context.sql, user, email)
  if (user.is_anonymous) await updateUser(context.sql, user.id, { is_anonymous: false })
  if (user.email) await context.mailer('email_changed', user.email, { Email: email, OldEmail: user.email })
  const changed = await updateUser(context.sql, user.id, {
    email,
    email_change: '',
    email_change_token_current: '',
    email_change_token_new: '',
    email_change_confirm_status: 0,
  })
  return changed.confirmed_at ? changed : confirmUser(context.sql, changed)
}

async function moveEmailIdentity(sql: Sql, user: UserRow, email: string): Promise<void> {
  const changes = JSON.stringify({ email, email_verified: true })
  const moved = await sql(
    `update auth.identities set identity_data = identity_data || $2, updated_at = clock_timestamp()
     where user_id = $1 and provider = 'email' returning id`,
    [user.id, changes],
  )
  if (moved.length === 0) await addEmailIdentity(sql, user.id, emailClaims(user.id, email, true))
}
