import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { identitiesOf, updateProviders } from './identities.ts'
import { requireManualLinking } from './manual-linking.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * `DELETE /user/identities/{id}`. Removes one of the caller's identities, and tells the owner by mail.
 * Throws 404 validation_failed, 422 single_identity_not_deletable for the last one, whatever the id, 422 identity_not_found
 * for one that the caller does not have, 422 email_conflict_identity_not_deletable.
 */
export async function unlinkIdentity(call: Call): Promise<Response> {
  const user = await requireManualLinking(call)
  const id = call.url.pathname.split('/').at(-1) ?? ''
  if (!uuid.test(id)) throw new AuthError(404, 'validation_failed', 'identity_id must be an UUID')
  const identities = await identitiesOf(call.sql, user.id)
  if (identities.length <= 1) {
    const message = 'User must have at least 1 identity after unlinking'
    throw new AuthError(422, 'single_identity_not_deletable', message)
  }
  const removed = identities.find((identity) => identity.id === id.toLowerCase())
  if (!removed) throw new AuthError(422, 'identity_not_found', "Identity doesn't exist")

  await audit(call, user, 'identity_unlinked')
  await call.sql('delete from auth.identities where id = $1', [removed.id])
  await updateProviders(call.sql, await keepAddress(call, user))
  if (user.email)
    await call.mailer('identity_unlinked', user.email, { Email: user.email, Provider: removed.provider })
  return Response.json({})
}

/** The address of a user is always one of an identity: without the one it came from, it is the next one's. */
async function keepAddress(call: Call, user: UserRow): Promise<UserRow> {
  const left = await identitiesOf(call.sql, user.id)
  if (left.some(({ email }) => email?.toLowerCase() === user.email)) return user
  const next = left.find(({ provider }) => provider === 'email') ?? left[0]
  const email = next?.email?.toLowerCase() ?? null
  if (email && (await findUser(call.sql, 'email', email))) {
    const message = 'Unable to unlink identity due to email conflict'
    throw new AuthError(422, 'email_conflict_identity_not_deletable', message)
  }
  return updateUser(call.sql, user.id, { email, ...(email === null && { email_confirmed_at: null }) })
}
