import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { listIdentities, updateProviders } from './identities.ts'
import { isUuid } from './is-uuid.ts'
import type { RequestContext } from './request-context.ts'
import { requireManualLinking } from './require-manual-linking.ts'
import { findUser, type IdentityRow, type UserRow, updateUser } from './user-row.ts'

/**
 * `DELETE /user/identities/{id}`. Removes one of the caller's identities, and notifies the owner by email.
 * Throws 404 validation_failed, 422 single_identity_not_deletable for the last one, whatever the id, 422 identity_not_found
 * for one that the caller does not have, 422 email_conflict_identity_not_deletable.
 */
export async function unlinkIdentity(context: RequestContext): Promise<Response> {
  const user = await requireManualLinking(context)
  const id = context.url.pathname.split('/').at(-1) ?? ''
  if (!isUuid(id)) throw new AuthError(404, 'validation_failed', 'identity_id must be an UUID')
  const identities = await listIdentities(context.sql, user.id)
  if (identities.length <= 1) {
    const message = 'User must have at least 1 identity after unlinking'
    throw new AuthError(422, 'single_identity_not_deletable', message)
  }
  const removed = identities.find((identity) => identity.id === id.toLowerCase())
  if (!removed) throw new AuthError(422, 'identity_not_found', "Identity doesn't exist")

  const { provider, provider_id } = removed
  await audit(context, user, 'identity_unlinked', { identity_id: removed.id, provider, provider_id })
  await context.sql('delete from auth.identities where id = $1', [removed.id])
  await updateProviders(context.sql, await keepAddress(context, user))
  if (user.email)
    await context.mailer('identity_unlinked', user.email, { Email: user.email, Provider: provider })
  return Response.json({})
}

/**
 * The address of a user always belongs to an identity: when its identity is removed, the next address that no other user has
 * replaces it, a verified one first. Emails sent before then no longer work.
 */
async function keepAddress(context: RequestContext, user: UserRow): Promise<UserRow> {
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
