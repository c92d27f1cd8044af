import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { runBeforeUserCreated } from './before-user-created.ts'
import { confirmUser, insertUser } from './create-user.ts'
import { knownUser } from './external-user.ts'
import { addIdentity } from './identities.ts'
import type { Profile } from './identity-provider.ts'
import type { RequestContext } from './request-context.ts'
import { isBanned, type UserRow, updateUser } from './user-row.ts'

/**
 * Finds or creates the user of an identity provider for single sign-on. Such a user has this identity alone: an account with the same
 * address is another one, and nothing is linked.
 * @param provider `sso:` and the provider's ID. Throws 422 signup_disabled, the error of the hook, 403 user_banned.
 */
export async function resolveSsoUser(
  context: RequestContext,
  provider: string,
  profile: Profile,
): Promise<UserRow> {
  const known = await knownUser(context, provider, profile)
  if (known) {
    if (isBanned(known)) throw new AuthError(403, 'user_banned', 'User is banned')
    await audit(context, known, 'login', { provider })
    return known
  }
  if (!context.settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  const email = profile.emails[0]?.email.toLowerCase() ?? ''
  await runBeforeUserCreated(context, { email, provider, userMetadata: profile.data })
  const user = await insertUser(context.sql, {
    email,
    passwordHash: '',
    userMetadata: profile.data,
    appMetadata: { provider, providers: [provider] },
    isSso: true,
  })
  await addIdentity(context.sql, user.id, provider, profile)
  await audit(context, user, 'user_signedup', { provider })
  return confirmUser(context.sql, await updateUser(context.sql, user.id, { encrypted_password: null }))
}
