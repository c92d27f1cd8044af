import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { startOAuth } from './authorize.ts'
import { confirmUser } from './create-user.ts'
import { emailFromIdentities } from './email-from-identities.ts'
import { sendUserToken } from './email-token.ts'
import { addIdentity, findIdentity, updateProviders } from './identities.ts'
import type { Profile } from './identity-provider.ts'
import { redirect } from './redirect-response.ts'
import type { RequestContext } from './request-context.ts'
import { requireManualLinking } from './require-manual-linking.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

/**
 * `GET /user/identities/authorize?provider=…`. Starts adding a provider's account to the caller as another identity: like
 * /authorize, with the caller stored in the flow.
 * @returns a redirect, or the URL as JSON with `skip_http_redirect=true`.
 */
export async function authorizeLink(context: RequestContext): Promise<Response> {
  const user = await requireManualLinking(context)
  const url = await startOAuth(context, user.id)
  if (context.url.searchParams.get('skip_http_redirect') === 'true') return Response.json({ url })
  return redirect(url, 302)
}

/**
 * Completes identity linking once the provider has identified the user. The address need not be verified or unused here:
 * the caller is known. An anonymous user takes over the address, and becomes a permanent user if the provider verified it.
 * @returns the user afterwards; or 422 email_not_confirmed while the address is unverified: the changes are kept, and an email asks
 * for the confirmation. Throws 400 email_exists if another user has the address, 422 identity_already_exists when the account already belongs to a user, including the caller.
 */
export async function linkIdentity(
  context: RequestContext,
  targetId: string,
  provider: string,
  profile: Profile,
): Promise<UserRow | AuthError> {
  const target = await findUser(context.sql, 'id', targetId)
  if (!target) throw new AuthError(404, 'user_not_found', 'Linking target user not found')
  const known = await findIdentity(context.sql, provider, profile)
  if (known) {
    const whose = known.user_id === target.id ? '' : ' to another user'
    throw new AuthError(422, 'identity_already_exists', `Identity is already linked${whose}`)
  }
  const traits = await addIdentity(context.sql, target.id, provider, profile)
  await audit(context, target, 'identity_linked', traits)
  const user = target.email ? target : await addFirstEmail(context, target, provider, profile)
  if (user instanceof AuthError) return user
  const linked = await updateProviders(context.sql, user)
  if (linked.email)
    await context.mailer('identity_linked', linked.email, { Email: linked.email, Provider: provider })
  return linked
}

/** The address of a user who had none, from the account of the provider. */
async function addFirstEmail(
  context: RequestContext,
  target: UserRow,
  provider: string,
  profile: Profile,
): Promise<UserRow | AuthError> {
  const user = await emailFromIdentities(context, target).catch((error: unknown) => {
    if (!(error instanceof AuthError)) throw error
    throw new AuthError(400, 'email_exists', 'A user with this email address has already been registered')
  })
  if (!profile.emails[0]?.verified) {
    await sendUserToken(context, user, 'confirmation')
    const message = `Unverified email with ${provider}. A confirmation email has been sent to your ${provider} email`
    return new AuthError(422, 'email_not_confirmed', message)
  }
  const confirmed = await confirmUser(context.sql, user)
  return confirmed.is_anonymous ? updateUser(context.sql, confirmed.id, { is_anonymous: false }) : confirmed
}
