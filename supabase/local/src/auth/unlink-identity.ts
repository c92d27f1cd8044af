import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { emailFromIdentities } from './email-from-identities.ts'
import { listIdentities, updateProviders } from './identities.ts'
import { isUuid } from './is-uuid.ts'
import type { RequestContext } from './request-context.ts'
import { requireManualLinking } from './require-manual-linking.ts'

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
  await updateProviders(context.sql, await emailFromIdentities(context, user))
  if (user.email)
    await context.mailer('identity_unlinked', user.email, { Email: user.email, Provider: provider })
  return Response.json({})
}
