import { AuthError } from './auth-error.ts'
import { listIdentities } from './identities.ts'
import type { RequestContext } from './request-context.ts'
import { findUser, type IdentityRow, type UserRow, updateUser } from './user-row.ts'

/**
 * The address of a user always belongs to an identity: when its identity is removed, the next address that no other user has
 * replaces it, a verified one first. Emails sent before then no longer work. Throws 422
 * email_conflict_identity_not_deletable if other users have them all.
 */
export async function emailFromIdentities(context: RequestContext, user: UserRow): Promise<UserRow> {
  const left = await listIdentities(context.sql, user.id)
  if (left.some(({ email }) => email === user.email)) return user
  left.sort((a, b) => rank(a) - rank(b))
  for (const identity of left) {
    if (identity.email && (await findUser(context.sql, 'email', identity.email))) continue
    const moved = await updateUser(context.sql, user.id, { ...nothingPending, email: identity.email })
    if (rank(identity) === 0) return moved
    const raw_user_meta_data = { ...moved.raw_user_meta_data, email_verified: false }
    return updateUser(context.sql, user.id, { email_confirmed_at: null, raw_user_meta_data })
  }
  const message = 'Unable to unlink identity due to email conflict'
  throw new AuthError(422, 'email_conflict_identity_not_deletable', message)
}

function rank({ email, identity_data }: IdentityRow): number {
  if (!email) return 2
  return identity_data.email_verified === true ? 0 : 1
}

const nothingPending = {
  confirmation_token: '',
  confirmation_sent_at: null,
  recovery_token: '',
  recovery_sent_at: null,
  email_change: '',
  email_change_token_current: '',
  email_change_token_new: '',
  email_change_sent_at: null,
  email_change_confirm_status: 0,
  reauthentication_token: '',
  reauthentication_sent_at: null,
}
